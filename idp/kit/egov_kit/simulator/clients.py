"""The applications that may sign people in, and how each proves who it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key
from pydantic import ConfigDict, TypeAdapter, ValidationError

from egov_kit.op.origin import find_origin, is_loopback_host
from egov_kit.simulator.errors import ConfigurationInvalid

Signature = Literal["RS256", "PS256", "ES256", "EdDSA"]
SIGNATURES: tuple[Signature, ...] = ("RS256", "PS256", "ES256", "EdDSA")
"""What ID tokens are signed with, and client assertions may be."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """One application.

    With ``jwks`` (public keys) it authenticates by ``private_key_jwt``, with ``secret`` by
    ``client_secret_basic`` or ``client_secret_post``; with neither it is a public client.
    Without ``redirect_uris`` any loopback address will do, and so for
    ``post_logout_redirect_uris``. ``calls`` are the audiences it may exchange a token for.
    """

    client_id: str
    secret: str | None = None
    jwks: Mapping[str, Any] | None = None
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    events_uri: str | None = None
    """Where security events are pushed to; without it they wait until the client polls."""
    calls: tuple[str, ...] = ()
    access_token_type: Literal["at+jwt", "JWT", "opaque"] = "at+jwt"  # noqa: S105 # a type
    """The header ``typ``: that of RFC 9068, or Keycloak's own default; ``opaque`` is no JWT."""
    id_token_signed_response_alg: Signature = "RS256"  # noqa: S105 # a name
    require_dpop: bool = False
    require_par: bool = False
    rotate_refresh_tokens: bool | None = None
    """Whether a refresh token is good once; by default for public clients (RFC 9700 4.14.2)."""
    __pydantic_config__ = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        _ = self.keys  # what cannot be read is refused at once

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> "Client":
        """A client of the client file; raises `ConfigurationInvalid`."""
        try:
            return TypeAdapter(cls).validate_python(dict(described))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise ConfigurationInvalid(f"a client's {place}: {first['msg']}") from None

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Its public keys."""
        return _keys_of(self.client_id, self.jwks)

    @property
    def public(self) -> bool:
        """Whether it has nothing to prove itself by."""
        return self.secret is None and not self.keys

    @property
    def rotates(self) -> bool:
        """Whether each refresh token of it is good once."""
        told = self.rotate_refresh_tokens
        return self.public if told is None else told

    def may_return_to(self, uri: str | None) -> bool:
        """Whether a code may be sent to ``uri``."""
        return uri is not None and _registered(uri, self.redirect_uris)

    def may_leave_to(self, uri: str) -> bool:
        """Whether the browser may be sent to ``uri`` after sign-out."""
        return _registered(uri, self.post_logout_redirect_uris)


def _registered(uri: str, known: tuple[str, ...]) -> bool:
    return uri in known if known else is_loopback(uri)


def is_loopback(url: str) -> bool:
    """Whether ``url`` leads to this machine and nowhere else, however a browser reads it."""
    origin = find_origin(url)
    return origin is not None and is_loopback_host(origin.host)


def _keys_of(client_id: str, jwks: Mapping[str, Any] | None) -> tuple[Key, ...]:
    try:
        return tuple(import_key(dict(each)) for each in (jwks or {}).get("keys", ()))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise ConfigurationInvalid(f"{client_id}: jwks holds no keys we can read") from None
