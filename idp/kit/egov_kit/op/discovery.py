"""What the sign-in server says of itself (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.origin import Origin, find_origin
from egov_kit.op.refreshing import Policy
from egov_kit.op.transport import Transport

NONE: frozenset[str] = frozenset()
POLICY = Policy(fresh_for=300, valid_for=600, stale_for=3600, cool_down=5)


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The part of the discovery document that a relying party uses."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    introspection_endpoint: str | None
    pushed_authorization_request_endpoint: str | None
    algorithms: frozenset[str]
    dpop_algorithms: frozenset[str]
    """What a proof of a key (RFC 9449) may be signed with; none where it does not offer that."""
    sends_issuer: bool
    """It promises ``iss`` in the authorization response (RFC 9207)."""


def fetch_metadata(transport: Transport, issuer: str, algorithms: Collection[str]) -> Metadata:
    """The metadata of exactly this ``issuer``; raises `ProviderError`."""
    answer = transport.get(issuer.removesuffix("/") + "/.well-known/openid-configuration")
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("discovery answered a server error")
    if answer.status != 200:
        raise ProviderMisbehaved("discovery is not there")
    return read_metadata(answer.json_object(), issuer, transport.origins, algorithms)


def read_metadata(
    document: Mapping[str, object],
    issuer: str,
    origins: Collection[Origin],
    algorithms: Collection[str],
) -> Metadata:
    """Check a discovery document, whose addresses lie in ``origins``, or `ProviderMisbehaved`."""
    if document.get("issuer") != issuer:
        raise ProviderMisbehaved("discovery is of another issuer")
    _check_addresses(document, origins)
    return Metadata(
        authorization_endpoint=_get_address(document, "authorization_endpoint"),
        token_endpoint=_get_address(document, "token_endpoint"),
        jwks_uri=_get_address(document, "jwks_uri"),
        userinfo_endpoint=_find_address(document, "userinfo_endpoint"),
        end_session_endpoint=_find_address(document, "end_session_endpoint"),
        introspection_endpoint=_find_address(document, "introspection_endpoint"),
        pushed_authorization_request_endpoint=_find_address(
            document, "pushed_authorization_request_endpoint"
        ),
        algorithms=_narrow(document, algorithms),
        dpop_algorithms=_texts(document, "dpop_signing_alg_values_supported"),
        sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _check_addresses(document: Mapping[str, object], origins: Collection[Origin]) -> None:
    # Those we never use as well: a document that points elsewhere anywhere is not trusted.
    for name, value in document.items():
        if not (name.endswith("_endpoint") or name == "jwks_uri"):
            continue
        if not isinstance(value, str) or find_origin(value) not in origins:
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


def _texts(document: Mapping[str, object], name: str) -> frozenset[str]:
    value = document.get(name)
    return frozenset(v for v in value if isinstance(v, str)) if isinstance(value, list) else NONE


def _plain(name: str) -> str:
    return name if name.isascii() and name.isprintable() and len(name) < 60 else "an endpoint"
