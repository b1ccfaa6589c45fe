"""Tokens whose claims are right and whose header, key or signature is not."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from joserfc.jwk import OctKey

from egov_kit.simulator.faults.model import N_, Draft, Fault, World
from egov_kit.simulator.jose import authenticated, key, unsigned
from egov_kit.simulator.keys import public
from egov_kit.simulator.tokens import TOKENS

_ALG = "RFC 8725 3.1"
_KEY = "RFC 8725 3.10"


_EXTENSION: Mapping[str, Any] = {"urn:example:x": True}


def _row(name: str, what: str, breaks: str | None, effect: Callable[[Draft, World], str]) -> Fault:
    return Fault(name=name, kind="signature", at=TOKENS, what=what, breaks=breaks, effect=effect)


def _unsigned(spelling: str | None) -> Callable[[Draft, World], str]:
    def spoil(draft: Draft, _world: World) -> str:
        header = {**draft.header, "alg": spelling}
        return unsigned({n: v for n, v in header.items() if v is not None}, draft.claims)

    return spoil


def _by_public_key(encoding: Literal["PEM", "DER"]) -> Callable[[Draft, World], str]:
    """The attack on libraries that take any key for any algorithm: it is the secret."""

    def spoil(draft: Draft, _world: World) -> str:
        public_key = draft.key
        assert not isinstance(public_key, OctKey)  # noqa: S101 # we never sign with one
        secret = public_key.as_bytes(encoding=encoding, private=False)
        return authenticated(draft.header, draft.claims, secret)

    return spoil


def _by_jwk(draft: Draft, _world: World) -> str:
    """The same attack with the bytes that everybody reads at ``jwks_uri``."""
    return authenticated(draft.header, draft.claims, json.dumps(public(draft.key)).encode())


def _by_secret(draft: Draft, world: World) -> str:
    secret = world.secret_of(draft.client_id) or "no secret at all"
    return authenticated(draft.header, draft.claims, secret.encode())


def _forged(**header: object) -> Callable[[Draft, World], str]:
    """Signed by an attacker; ``header`` may bring their key along, made from it."""

    def spoil(draft: Draft, world: World) -> str:
        theirs = key("attacker", "RS256")
        brought = {name: _brought(how, public(theirs), world) for name, how in header.items()}
        return draft.signed(by=theirs, alg="RS256", **brought)

    return spoil


def _brought(how: object, jwk: Any, world: World) -> object:  # noqa: ANN401 # a JWK's members
    if how == "jwk":
        return {name: jwk[name] for name in ("kty", "n", "e")}
    return f"{world.origin}/_simulator/attacker.json" if how == "address" else how


def _published(
    alg: str, kid: str, size: int = 2048, **entry: object
) -> Callable[[Draft, World], str]:
    """Signed by a key that is published as it must not be."""

    def spoil(draft: Draft, world: World) -> str:
        made = key(kid, alg, size)
        world.keys.publish(made, **entry)
        return draft.signed(by=made, alg=alg, kid=kid)

    return spoil


def _symmetric(draft: Draft, world: World) -> str:
    shared = key("sim-shared", "HS256")
    entry = shared.as_dict(private=True)
    if entry not in world.keys.published:
        world.keys.published.append(entry)
    return draft.signed(by=shared, alg="HS256", kid=shared.kid)


def _rotated(draft: Draft, world: World) -> str:
    alg = str(draft.header["alg"])
    kid = world.keys.rotate(alg)
    return draft.signed(by=world.keys.signing[alg], kid=kid)


def _tampered(draft: Draft, _world: World) -> str:
    message, _, signature = draft.signed().rpartition(".")
    return f"{message}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


SIGNATURES = (
    _row("alg-none", N_("alg is none, the signature empty"), _ALG, _unsigned("none")),
    _row("alg-none-capital", N_("alg is None, the signature empty"), _ALG, _unsigned("None")),
    _row("alg-none-spelt", N_("alg is nOnE, the signature empty"), _ALG, _unsigned("nOnE")),
    _row("alg-missing", N_("no alg, the signature empty"), "RFC 7515 4.1.1", _unsigned(None)),
    _row(
        "alg-hs256-public-der",
        N_("HS256 with the public key as the secret, in DER"),
        _ALG,
        _by_public_key("DER"),
    ),
    _row(
        "alg-hs256-public-jwk",
        N_("HS256 with the public key as the secret, as a JWK"),
        _ALG,
        _by_jwk,
    ),
    _row(
        "alg-hs256-public-key",
        N_("HS256 with the public key as the secret"),
        _ALG,
        _by_public_key("PEM"),
    ),
    _row("alg-hs256-secret", N_("HS256 with the client's secret"), _ALG, _by_secret),
    _row(
        "alg-unlike-key",
        N_("PS256 by a key that is marked RS256"),
        _ALG,
        lambda draft, _: draft.signed(alg="PS256"),
    ),
    _row(
        "alg-unexpected",
        N_("RS512, which discovery does not offer"),
        _ALG,
        lambda draft, _: draft.signed(alg="RS512"),
    ),
    _row(
        "kid-unknown",
        N_("kid is of no key"),
        "RFC 7515 4.1.4",
        lambda draft, _: draft.signed(kid="nobody-has-this"),
    ),
    _row(
        "kid-missing",
        N_("no kid, with several keys published"),
        "OIDC Core 10.1",
        lambda draft, _: draft.signed(kid=None),
    ),
    _row("key-forged", N_("signed by another key under the right kid"), "RFC 7515 5.2", _forged()),
    _row(
        "key-in-header",
        N_("signed by another key, which the header brings along (jwk)"),
        _KEY,
        _forged(jwk="jwk"),
    ),
    _row(
        "key-by-jku",
        N_("signed by another key, which the header points to (jku)"),
        _KEY,
        _forged(jku="address"),
    ),
    _row(
        "key-by-x5u",
        N_("signed by another key, which the header points to (x5u)"),
        _KEY,
        _forged(x5u="address"),
    ),
    _row(
        "key-by-x5c",
        N_("signed by another key, with a certificate in the header (x5c)"),
        _KEY,
        _forged(x5c=["bm90IGEgY2VydGlmaWNhdGU="]),
    ),
    _row(
        "key-short",
        N_("signed by an RSA key of 1024 bits, which is published"),
        "RFC 7518 3.3",
        _published("RS256", "sim-short", 1024),
    ),
    _row(
        "key-for-encryption",
        N_("signed by a published key that is marked for encryption"),
        "RFC 7517 4.2",
        _published("RS256", "sim-enc", use="enc"),
    ),
    _row("key-symmetric", N_("HS256 by a symmetric key that is published"), _ALG, _symmetric),
    _row("key-rotated", N_("signed by a new key, published at this moment"), None, _rotated),
    _row(
        "crit-unknown",
        N_("crit demands an extension nobody knows"),
        "RFC 7515 4.1.11",
        lambda draft, _: draft.signed(crit=["urn:example:x"], **_EXTENSION),
    ),
    _row(
        "typ-other",
        N_("typ of another kind of token"),
        "RFC 8725 3.11",
        lambda draft, _: draft.signed(typ="dpop+jwt"),
    ),
    _row(
        "typ-missing",
        N_("no typ, which ID and logout tokens may leave out"),
        None,
        lambda draft, _: draft.signed(typ=None),
    ),
    _row(
        "signature-changed",
        N_("one letter of the signature is another one"),
        "RFC 7515 5.2",
        _tampered,
    ),
    _row(
        "signature-missing",
        N_("the signature is empty, alg is as it should be"),
        "RFC 7515 5.2",
        lambda draft, _: unsigned(draft.header, draft.claims),
    ),
)
"""What can be wrong about who signed."""
