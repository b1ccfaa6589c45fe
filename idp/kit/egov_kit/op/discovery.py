"""What the sign-in server says of itself (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.origin import Origin, find_origin
from egov_kit.op.refreshing import Policy
from egov_kit.op.transport import Transport

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures we take unless settings say otherwise; discovery can only narrow them."""
POLICY = Policy(fresh_for=300, valid_for=600, stale_for=3600, cool_down=5)


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The part of the discovery document that a relying party uses."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    algorithms: frozenset[str]
    sends_issuer: bool
    """It promises ``iss`` in the authorization response (RFC 9207)."""


def fetch_metadata(transport: Transport, issuer: str, algorithms: Collection[str]) -> Metadata:
    """The metadata of exactly this ``issuer``; raises `ProviderError`."""
    answer = transport.get(issuer.removesuffix("/") + "/.well-known/openid-configuration")
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("discovery answered a server error")
    if answer.status != 200:
        raise ProviderMisbehaved("discovery is not there")
    return read_metadata(answer.json_object(), issuer, transport.origin, algorithms)


def read_metadata(
    document: Mapping[str, object], issuer: str, origin: Origin, algorithms: Collection[str]
) -> Metadata:
    """Check a discovery document; raises `ProviderMisbehaved`."""
    if document.get("issuer") != issuer:
        raise ProviderMisbehaved("discovery is of another issuer")
    _check_addresses(document, origin)
    return Metadata(
        authorization_endpoint=_get_address(document, "authorization_endpoint"),
        token_endpoint=_get_address(document, "token_endpoint"),
        jwks_uri=_get_address(document, "jwks_uri"),
        userinfo_endpoint=_find_address(document, "userinfo_endpoint"),
        end_session_endpoint=_find_address(document, "end_session_endpoint"),
        algorithms=_narrow(document, algorithms),
        sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _check_addresses(document: Mapping[str, object], origin: Origin) -> None:
    # Those we never use as well: a document that points elsewhere anywhere is not trusted.
    for name, value in document.items():
        if not (name.endswith("_endpoint") or name == "jwks_uri"):
            continue
        if not isinstance(value, str) or find_origin(value) != origin:
            raise ProviderMisbehaved(f"{_plain(name)} is outside the issuer's origin")


def _find_address(document: Mapping[str, object], name: str) -> str | None:
    value = document.get(name)
    return value if isinstance(value, str) else None


def _get_address(document: Mapping[str, object], name: str) -> str:
    value = _find_address(document, name)
    if value is None:
        raise ProviderMisbehaved(f"discovery names no {name}")
    return value


def _narrow(document: Mapping[str, object], algorithms: Collection[str]) -> frozenset[str]:
    offered = document.get("id_token_signing_alg_values_supported")
    if not isinstance(offered, list):
        raise ProviderMisbehaved("discovery names no signing algorithms")
    common = frozenset(algorithms).intersection(a for a in offered if isinstance(a, str))
    if not common:
        raise ProviderMisbehaved("discovery offers no signing algorithm that we take")
    return common


def _plain(name: str) -> str:
    return name if name.isascii() and name.isprintable() and len(name) < 60 else "an endpoint"
