"""The claims of each kind of token, as Keycloak writes them: ``typ``, ``azp``, no ``client_id``."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from authlib.oidc.core.util import create_half_hash

from egov_kit.simulator.changes import ABSENT, changed
from egov_kit.simulator.people import Person
from egov_kit.simulator.state import ACCESS_LIFE

Kind = Literal["id_token", "access_token", "logout_token", "refresh_token"]
TOKENS = ("id_token", "access_token", "logout_token")
"""The kinds that a relying party verifies."""
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, kw_only=True)
class About:
    """Whom tokens are about, and what they are allowed; ``now`` is a NumericDate."""

    issuer: str
    now: int
    person: Person
    sid: str
    client_id: str
    scopes: frozenset[str] = frozenset({"openid"})
    auth_time: int
    acr: str = "1"
    jkt: str | None = None


def id_token(
    about: About, *, nonce: str | None, access_token: str | None, algorithm: str
) -> dict[str, Any]:
    """The claims of an ID token (OIDC Core 2)."""
    hashed = create_half_hash(access_token, algorithm) if access_token else None
    own = {
        "aud": about.client_id,
        "typ": "ID",
        "azp": about.client_id,
        "nonce": ABSENT if nonce is None else nonce,
        "at_hash": ABSENT if hashed is None else hashed.decode(),
    }
    return changed(_common(about) | own, about.person.scoped(about.scopes))


def access_token(about: About, audience: str | list[str]) -> dict[str, Any]:
    """The claims of an access token (RFC 9068), bound to a key if ``about.jkt`` (RFC 9449)."""
    own = {
        "aud": audience,
        "typ": "DPoP" if about.jkt else "Bearer",
        "azp": about.client_id,
        "scope": " ".join(sorted(about.scopes)),
        "cnf": ABSENT if about.jkt is None else {"jkt": about.jkt},
    }
    return changed(about.person.claims | _common(about), own)


def service_token(issuer: str, now: int, client_id: str, jkt: str | None) -> dict[str, Any]:
    """The claims of an access token in a client's own name: no session, no ``staff_id``."""
    return changed(
        {
            "iss": issuer,
            "sub": f"service-account-{client_id}",
            "iat": now,
            "exp": now + ACCESS_LIFE,
            "jti": uuid4().hex,
            "aud": client_id,
            "typ": "DPoP" if jkt else "Bearer",
            "azp": client_id,
            "acr": "1",
            "scope": "",
            "preferred_username": f"service-account-{client_id}",
        },
        {"cnf": {"jkt": jkt} if jkt else ABSENT},
    )


def logout_token(about: About) -> dict[str, Any]:
    """The claims of a logout token (Back-Channel Logout 2.4)."""
    own = {"aud": about.client_id, "typ": "Logout", "events": {LOGOUT_EVENT: {}}}
    return changed(_common(about) | own, {"acr": ABSENT, "auth_time": ABSENT})


def refresh_token(about: About, until: int) -> dict[str, Any]:
    """The claims of a refresh token: for nobody but the issuer to read."""
    own = {"aud": about.issuer, "typ": "Refresh", "azp": about.client_id, "exp": until}
    return changed(_common(about) | own, {"acr": ABSENT, "auth_time": ABSENT})


def _common(about: About) -> dict[str, Any]:
    return {
        "iss": about.issuer,
        "sub": about.person.sub,
        "sid": about.sid,
        "iat": about.now,
        "exp": about.now + ACCESS_LIFE,
        "auth_time": about.auth_time,
        "acr": about.acr,
        "jti": uuid4().hex,
    }


def acr_of(level: int, asked: Collection[str], levels: dict[str, int]) -> str:
    """The ``acr`` of a session at ``level``: the highest that was asked for and is reached."""
    reached = {name: n for name, n in levels.items() if n <= level}
    wanted = {name: n for name, n in reached.items() if name in asked} or reached
    return max(wanted, key=lambda name: wanted[name], default="0")
