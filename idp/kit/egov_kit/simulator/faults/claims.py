"""Tokens that say something wrong, under a good signature."""

from collections.abc import Callable, Mapping
from typing import Any

from egov_kit.simulator.changes import ABSENT, changed
from egov_kit.simulator.faults.model import N_, Fault, World
from egov_kit.simulator.tokens import LOGOUT_EVENT, TOKENS

_ID = ("id_token",)
_LOGOUT = ("logout_token",)
_SIGN_IN = ("id_token", "access_token")
_HOUR = 3600
_Values = Mapping[str, object] | Callable[[dict[str, Any], World], Mapping[str, object]]


def _row(name: str, at: tuple[str, ...], what: str, breaks: str | None, values: _Values) -> Fault:
    def spoil(claims: dict[str, Any], world: World) -> dict[str, Any]:
        return changed(claims, values(claims, world) if callable(values) else values)

    return Fault(name=name, kind="document", at=at, what=what, breaks=breaks, effect=spoil)


CLAIMS = (
    _row(
        "iss-other",
        TOKENS,
        N_("iss is another issuer on another host"),
        "OIDC Core 3.1.3.7 (2)",
        {"iss": "https://other.invalid/realms/danang"},
    ),
    _row(
        "iss-other-realm",
        TOKENS,
        N_("iss is another realm of the same server"),
        "OIDC Core 3.1.3.7 (2)",
        lambda _claims, world: {"iss": f"{world.origin}/realms/another"},
    ),
    _row(
        "iss-trailing-slash",
        TOKENS,
        N_("iss has one slash more at its end"),
        "OIDC Core 3.1.3.7 (2)",
        lambda _claims, world: {"iss": f"{world.issuer}/"},
    ),
    _row(
        "iss-look-alike",
        TOKENS,
        N_("iss has a letter that only looks the same"),
        "OIDC Core 3.1.3.7 (2)",
        lambda _claims, world: {"iss": world.issuer.replace("a", "а")},
    ),
    _row("iss-missing", TOKENS, N_("no iss"), "OIDC Core 2", {"iss": ABSENT}),
    _row(
        "aud-other",
        TOKENS,
        N_("aud is another client; azp is still yours"),
        "OIDC Core 3.1.3.7 (3)",
        {"aud": "another-client"},
    ),
    _row("aud-missing", TOKENS, N_("no aud"), "OIDC Core 2", {"aud": ABSENT}),
    _row("aud-empty", TOKENS, N_("aud is an empty list"), "OIDC Core 3.1.3.7 (3)", {"aud": []}),
    _row("aud-number", TOKENS, N_("aud is a number"), "RFC 7519 4.1.3", {"aud": 42}),
    _row(
        "aud-list",
        TOKENS,
        N_("aud is a list with you alone in it"),
        None,
        lambda claims, _world: {"aud": [claims["aud"]]},
    ),
    _row(
        "aud-extra",
        _ID,
        N_("aud names a second client, and no azp tells which it is for"),
        "OIDC Core 3.1.3.7 (3)",
        lambda claims, _world: {"aud": [claims["aud"], "another-client"], "azp": ABSENT},
    ),
    _row(
        "azp-other",
        _ID,
        N_("aud names a second client, and azp is that one"),
        "OIDC Core 3.1.3.7 (5)",
        lambda claims, _world: {"aud": [claims["aud"], "another-client"], "azp": "another-client"},
    ),
    _row("sub-missing", _SIGN_IN, N_("no sub"), "OIDC Core 2", {"sub": ABSENT}),
    _row("sub-empty", _SIGN_IN, N_("sub is an empty text"), "OIDC Core 2", {"sub": ""}),
    _row(
        "expired",
        TOKENS,
        N_("exp was an hour ago"),
        "OIDC Core 3.1.3.7 (9)",
        lambda _claims, world: {"exp": world.now() - _HOUR},
    ),
    _row("exp-missing", TOKENS, N_("no exp"), "OIDC Core 2", {"exp": ABSENT}),
    _row("exp-text", TOKENS, N_("exp is a text"), "RFC 7519 4.1.4", {"exp": "tomorrow"}),
    _row(
        "not-yet-valid",
        TOKENS,
        N_("nbf is in an hour"),
        "RFC 7519 4.1.5",
        lambda _claims, world: {"nbf": world.now() + _HOUR},
    ),
    _row(
        "iat-future",
        TOKENS,
        N_("iat is in an hour"),
        "RFC 7519 4.1.6",
        lambda _claims, world: {"iat": world.now() + _HOUR, "exp": world.now() + 2 * _HOUR},
    ),
    _row(
        "iat-old",
        ("id_token", "logout_token"),
        N_("iat was an hour ago, exp is still to come"),
        "OIDC Core 3.1.3.7 (10)",
        lambda _claims, world: {"iat": world.now() - _HOUR},
    ),
    _row("iat-missing", TOKENS, N_("no iat"), "OIDC Core 2", {"iat": ABSENT}),
    _row(
        "jti-missing",
        ("access_token", "logout_token"),
        N_("no jti"),
        "RFC 9068 2.2",
        {"jti": ABSENT},
    ),
    _row(
        "email-of-another",
        (*_ID, "userinfo"),
        N_("email is another person's, and nobody verified it"),
        None,
        {"email": "binhtt@danang.example", "email_verified": False},
    ),
    _row(
        "nonce-other",
        _ID,
        N_("nonce is of another sign-in"),
        "OIDC Core 3.1.3.7 (11)",
        {"nonce": "of-another-sign-in"},
    ),
    _row("nonce-missing", _ID, N_("no nonce"), "OIDC Core 3.1.3.7 (11)", {"nonce": ABSENT}),
    _row(
        "nonce-list",
        _ID,
        N_("nonce is a list with the right one in it"),
        "OIDC Core 2",
        lambda claims, _world: {"nonce": [claims.get("nonce")]},
    ),
    _row(
        "at-hash-wrong",
        _ID,
        N_("at_hash is of another access token"),
        "OIDC Core 3.1.3.8",
        {"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"},
    ),
    _row(
        "at-hash-missing",
        _ID,
        N_("no at_hash, which the code flow allows"),
        None,
        {"at_hash": ABSENT},
    ),
    _row(
        "acr-other",
        _ID,
        N_("acr is silver, whatever was asked for"),
        "OIDC Core 3.1.3.7 (12)",
        {"acr": "silver"},
    ),
    _row("acr-missing", _ID, N_("no acr"), "OIDC Core 3.1.3.7 (12)", {"acr": ABSENT}),
    _row(
        "auth-time-old",
        _ID,
        N_("auth_time was an hour ago, whatever max_age was asked for"),
        "OIDC Core 3.1.3.7 (13)",
        lambda _claims, world: {"auth_time": world.now() - _HOUR},
    ),
    _row(
        "auth-time-missing",
        _ID,
        N_("no auth_time"),
        "OIDC Core 3.1.3.7 (13)",
        {"auth_time": ABSENT},
    ),
    _row(
        "typ-refresh",
        _SIGN_IN,
        N_("the payload says typ Refresh, as Keycloak's refresh tokens do"),
        "RFC 8725 3.11",
        {"typ": "Refresh"},
    ),
    _row(
        "cnf-bound",
        ("access_token",),
        N_("bound to a key nobody has shown"),
        "RFC 9449 7.2",
        {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}},
    ),
    _row("events-missing", _LOGOUT, N_("no events"), "Back-Channel Logout 2.4", {"events": ABSENT}),
    _row(
        "events-other",
        _LOGOUT,
        N_("events holds another event"),
        "Back-Channel Logout 2.4",
        {"events": {"urn:example:other": {}}},
    ),
    _row(
        "events-list",
        _LOGOUT,
        N_("events is a list"),
        "Back-Channel Logout 2.4",
        {"events": [LOGOUT_EVENT]},
    ),
    _row(
        "events-true",
        _LOGOUT,
        N_("the event is true, not an object"),
        "Back-Channel Logout 2.4",
        {"events": {LOGOUT_EVENT: True}},
    ),
    _row(
        "events-extra",
        _LOGOUT,
        N_("events holds a second event, as Keycloak's may"),
        None,
        {"events": {LOGOUT_EVENT: {}, "urn:example:other": {}}},
    ),
    _row(
        "logout-nonce",
        _LOGOUT,
        N_("the logout token has a nonce"),
        "Back-Channel Logout 2.4",
        {"nonce": "n"},
    ),
    _row(
        "logout-nobody",
        _LOGOUT,
        N_("neither sub nor sid"),
        "Back-Channel Logout 2.4",
        {"sub": ABSENT, "sid": ABSENT},
    ),
    _row(
        "logout-sub-alone",
        _LOGOUT,
        N_("sub without sid: every session of the person"),
        None,
        {"sid": ABSENT},
    ),
    _row(
        "logout-sid-unknown",
        _LOGOUT,
        N_("sid of a session nobody knows"),
        "Back-Channel Logout 2.6",
        {"sid": "00000000-0000-4000-8000-00000000dead"},
    ),
    _row(
        "logout-sub-other",
        _LOGOUT,
        N_("sid and sub are not of one session"),
        "Back-Channel Logout 2.6",
        {"sub": "somebody-else"},
    ),
)
"""What a token can say that it must not."""
