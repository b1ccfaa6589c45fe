"""Proof that the sender holds a key (RFC 9449)."""

import hashlib
import hmac

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from egov_kit.simulator.clients import SIGNATURES
from egov_kit.simulator.core import Core
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.jose import claims_of, encode, header_of, verifies
from egov_kit.simulator.wire import Call

_AGE = 60


def thumbprint(core: Core, call: Call, *, access_token: str | None = None) -> str | None:
    """The thumbprint (RFC 7638) of the key in the request's proof, `None` if there is none.

    ``access_token`` is the token it must be about. Raises `Refused` ``invalid_dpop_proof``.
    """
    proof = call.headers.get("dpop")
    if proof is None:
        return None
    try:
        header, claims = header_of(proof), claims_of(proof)
        key = _key(header)
    except (ValueError, JoseError, TypeError, KeyError):
        raise _bad("cannot be read") from None
    if header.get("typ") != "dpop+jwt" or header.get("alg") not in SIGNATURES:
        raise _bad("typ or alg is another one")
    if not verifies(proof, key, str(header["alg"])):
        raise _bad("its signature is not good")
    _check(core, call, claims, access_token)
    _check_nonce(core, claims, access_token)
    return str(key.thumbprint())


def _key(header: dict[str, object]) -> Key:
    jwk = header["jwk"]
    if not isinstance(jwk, dict) or "d" in jwk or jwk.get("kty") == "oct":
        raise ValueError("not a public key")
    return import_key({str(name): value for name, value in jwk.items()})


def _check(core: Core, call: Call, claims: dict[str, object], access_token: str | None) -> None:
    if claims.get("htm") != call.method or claims.get("htu") != f"{core.origin}{call.path}":
        raise _bad("it is for another request")
    issued, jti = claims.get("iat"), claims.get("jti")
    if not isinstance(issued, int | float) or abs(core.clock() - issued) > _AGE:
        raise _bad("it is not fresh")
    if access_token is not None and not hmac.compare_digest(
        str(claims.get("ath", "")).encode(), hash_of(access_token).encode()
    ):
        raise _bad("it is about another token")
    until = core.clock() + 2 * _AGE
    if not isinstance(jti, str) or not core.state.first_use(f"proof {jti}", until=until):
        raise _bad("its jti is missing or was used")


def _check_nonce(core: Core, claims: dict[str, object], access_token: str | None) -> None:
    place = "token" if access_token is None else "userinfo"
    if not core.switches.misbehaves("dpop-nonce-wanted", place):
        return
    if claims.get("nonce") != core.state.nonce:
        status = 400 if access_token is None else 401
        raise Refused("use_dpop_nonce", "say this nonce", status=status, nonce=core.state.nonce)


def hash_of(access_token: str) -> str:
    """The ``ath`` of a token."""
    return encode(hashlib.sha256(access_token.encode()).digest())


def _bad(why: str) -> Refused:
    return Refused("invalid_dpop_proof", why)
