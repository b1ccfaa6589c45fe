"""Access tokens that come back: which of ours are good, and what they say."""

from collections.abc import Mapping
from typing import Any

from joserfc.jwk import Key

from egov_kit.simulator.core import Core
from egov_kit.simulator.dpop import thumbprint
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.jose import claims_of, header_of, verifies
from egov_kit.simulator.state import Session
from egov_kit.simulator.wire import Call

_KINDS = ("Bearer", "DPoP")


def find_claims(core: Core, token: str) -> dict[str, Any] | None:
    """The claims of an access token of ours that is good now, `None` for anything else."""
    claims = find_issued(core, token)
    if claims is None or claims.get("typ") not in _KINDS or claims.get("iss") != core.issuer:
        return None
    ends = claims.get("exp")
    if not isinstance(ends, int) or core.clock() >= ends or claims.get("jti") in core.state.revoked:
        return None
    return claims if "sid" not in claims or find_session(core, claims) else None


def find_issued(core: Core, token: str) -> dict[str, Any] | None:
    """The claims of a token of ours, signed or opaque, however old it is."""
    opaque = core.state.opaque.get(token)
    return find_signed(core, token) if opaque is None else dict(opaque)


def find_signed(core: Core, token: str) -> dict[str, Any] | None:
    """The claims of a token that one of our keys signed, however old it is."""
    try:
        header, claims = header_of(token), claims_of(token)
    except ValueError:
        return None
    known: Mapping[str, Key] = core.keys.ever
    key = known.get(str(header.get("kid")))
    return claims if key and verifies(token, key, str(header.get("alg"))) else None


def find_session(core: Core, claims: Mapping[str, Any]) -> Session | None:
    """The live session a token belongs to."""
    found = core.state.sessions.get(str(claims.get("sid")))
    return found if found and core.state.is_live(found) else None


def presented(core: Core, call: Call) -> dict[str, Any]:
    """The claims of the token in the ``Authorization`` header (RFC 6750, RFC 9449 7).

    Raises `Refused` ``invalid_token``.
    """
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    claims = find_claims(core, token.strip())
    if claims is None or scheme.lower() not in ("bearer", "dpop"):
        raise Refused("invalid_token", "Token verification failed", status=401)
    bound = claims.get("cnf", {}).get("jkt")
    if bound is None and scheme.lower() == "bearer":
        return claims
    if scheme.lower() != "dpop" or bound != thumbprint(core, call, access_token=token.strip()):
        raise Refused("invalid_token", "the token is bound to another key", status=401)
    return claims
