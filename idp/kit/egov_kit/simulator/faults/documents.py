"""Answers that are well-formed JSON, or good redirects, and say something wrong."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from egov_kit.simulator.changes import ABSENT, changed
from egov_kit.simulator.faults.model import N_, Fault, World

_Values = Mapping[str, object] | Callable[[dict[str, Any], World], Mapping[str, object]]


def _row(name: str, at: str, what: str, breaks: str | None, values: _Values) -> Fault:
    def spoil(fields: dict[str, Any], world: World) -> dict[str, Any]:
        return changed(fields, values(fields, world) if callable(values) else values)

    return Fault(name=name, kind="document", at=(at,), what=what, breaks=breaks, effect=spoil)


def _again(document: str, *names: str) -> Callable[[dict[str, Any], World], Mapping[str, object]]:
    """Those members as they were the time before."""

    def values(_fields: dict[str, Any], world: World) -> Mapping[str, object]:
        before = world.last.get(document, {})
        return {name: before[name] for name in names or before if name in before}

    return values


def _without_signing_keys(fields: dict[str, Any], world: World) -> Mapping[str, object]:
    used = {each.kid for each in world.keys.signing.values()}
    return {"keys": [each for each in fields["keys"] if each.get("kid") not in used]}


def _plain_http(member: str) -> _Values:
    """The address as an attacker on the way would like it: to be read and answered by anybody."""

    def values(fields: dict[str, Any], _world: World) -> Mapping[str, object]:
        parts = urlsplit(fields[member])
        return {member: parts._replace(scheme="http", netloc=f"{parts.hostname}:80").geturl()}

    return values


DOCUMENTS = (
    _row(
        "discovery-issuer-other",
        "discovery",
        N_("discovery names another issuer"),
        "Discovery 4.3",
        {"issuer": "https://other.invalid/realms/danang"},
    ),
    _row(
        "discovery-issuer-slash",
        "discovery",
        N_("discovery names the issuer with one slash more"),
        "Discovery 4.3",
        lambda _f, world: {"issuer": f"{world.issuer}/"},
    ),
    _row(
        "discovery-issuer-missing",
        "discovery",
        N_("discovery names no issuer"),
        "Discovery 3",
        {"issuer": ABSENT},
    ),
    _row(
        "discovery-endpoint-elsewhere",
        "discovery",
        N_("the token endpoint is at another origin"),
        "RFC 9700 4.4",
        {"token_endpoint": "https://evil.invalid/token"},
    ),
    _row(
        "discovery-http-authorization",
        "discovery",
        N_("the authorization endpoint is plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("authorization_endpoint"),
    ),
    _row(
        "discovery-http-token",
        "discovery",
        N_("the token endpoint is plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("token_endpoint"),
    ),
    _row(
        "discovery-http-keys",
        "discovery",
        N_("the keys are at plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("jwks_uri"),
    ),
    _row(
        "discovery-http-userinfo",
        "discovery",
        N_("the userinfo endpoint is plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("userinfo_endpoint"),
    ),
    _row(
        "discovery-http-end-session",
        "discovery",
        N_("the sign-out endpoint is plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("end_session_endpoint"),
    ),
    _row(
        "discovery-http-par",
        "discovery",
        N_("the endpoint of pushed requests is plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("pushed_authorization_request_endpoint"),
    ),
    _row(
        "discovery-http-introspection",
        "discovery",
        N_("the introspection endpoint is plain http on another port"),
        "RFC 9700 2.6",
        _plain_http("introspection_endpoint"),
    ),
    _row(
        "discovery-keys-elsewhere",
        "discovery",
        N_("the keys are at another origin"),
        "RFC 9700 4.4",
        {"jwks_uri": "https://evil.invalid/certs"},
    ),
    _row(
        "discovery-algorithms-weak",
        "discovery",
        N_("discovery offers none and HS256 alone"),
        "RFC 8725 3.1",
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ),
    _row(
        "discovery-pkce-plain",
        "discovery",
        N_("discovery offers PKCE by plain alone"),
        "RFC 9700 2.1.1",
        {"code_challenge_methods_supported": ["plain"]},
    ),
    _row(
        "discovery-iss-unpromised",
        "discovery",
        N_("discovery does not promise iss in the answer"),
        None,
        {"authorization_response_iss_parameter_supported": ABSENT},
    ),
    _row("keys-empty", "keys", N_("the key set is empty"), "RFC 7517 5", {"keys": []}),
    _row(
        "key-removed",
        "keys",
        N_("the keys in use are not in the key set"),
        "OIDC Core 10.1.1",
        _without_signing_keys,
    ),
    _row("state-missing", "authorization", N_("no state"), "RFC 6749 4.1.2", {"state": ABSENT}),
    _row(
        "state-other",
        "authorization",
        N_("state of another sign-in"),
        "RFC 6749 10.12",
        {"state": "of-another-sign-in"},
    ),
    _row("state-empty", "authorization", N_("state is empty"), "RFC 6749 4.1.2", {"state": ""}),
    _row(
        "iss-parameter-missing",
        "authorization",
        N_("no iss, though it was promised"),
        "RFC 9207 2.4",
        {"iss": ABSENT},
    ),
    _row(
        "iss-parameter-other",
        "authorization",
        N_("iss is another issuer"),
        "RFC 9207 2.4",
        {"iss": "https://other.invalid/realms/danang"},
    ),
    _row(
        "mix-up",
        "authorization",
        N_("a code and iss of another issuer, with the right state"),
        "RFC 9700 4.4",
        lambda _f, world: {
            "iss": f"{world.origin}/realms/another",
            "code": "a-code-of-another-issuer",
        },
    ),
    _row(
        "code-missing",
        "authorization",
        N_("neither code nor error"),
        "RFC 6749 4.1.2",
        {"code": ABSENT},
    ),
    _row(
        "code-replayed",
        "authorization",
        N_("the code of the answer before"),
        "RFC 6749 4.1.2",
        _again("authorization", "code"),
    ),
    _row(
        "answer-replayed",
        "authorization",
        N_("the whole answer before, its state among it"),
        "RFC 9700 4.7",
        _again("authorization"),
    ),
    _row(
        "error-access-denied",
        "authorization",
        N_("access_denied instead of a code"),
        None,
        {"code": ABSENT, "error": "access_denied"},
    ),
    _row(
        "error-server",
        "authorization",
        N_("server_error instead of a code"),
        None,
        {"code": ABSENT, "error": "server_error"},
    ),
    _row(
        "id-token-missing",
        "token",
        N_("tokens without an ID token"),
        "OIDC Core 3.1.3.3",
        {"id_token": ABSENT},
    ),
    _row(
        "access-token-missing",
        "token",
        N_("tokens without an access token"),
        "RFC 6749 5.1",
        {"access_token": ABSENT},
    ),
    _row(
        "refresh-token-missing",
        "token",
        N_("tokens without a refresh token"),
        None,
        {"refresh_token": ABSENT},
    ),
    _row(
        "tokens-replayed",
        "token",
        N_("the tokens of the answer before"),
        "OIDC Core 3.1.3.7 (11)",
        _again("token"),
    ),
    _row(
        "token-type-missing", "token", N_("no token_type"), "RFC 6749 5.1", {"token_type": ABSENT}
    ),
    _row(
        "token-type-other", "token", N_("token_type is mac"), "RFC 6749 7.1", {"token_type": "mac"}
    ),
    _row(
        "token-type-lower-case",
        "token",
        N_("token_type is bearer, in small letters"),
        None,
        {"token_type": "bearer"},
    ),
    _row("expires-in-missing", "token", N_("no expires_in"), None, {"expires_in": ABSENT}),
    _row(
        "expires-in-text",
        "token",
        N_("expires_in is a text"),
        "RFC 6749 5.1",
        {"expires_in": "soon"},
    ),
    _row(
        "error-within-200",
        "token",
        N_("an error under status 200, beside tokens"),
        "RFC 6749 5.2",
        {"error": "invalid_grant"},
    ),
    _row(
        "issued-type-other",
        "token",
        N_("an exchange says it brings a refresh token"),
        "RFC 8693 2.2.1",
        {"issued_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
    ),
    _row(
        "userinfo-sub-other",
        "userinfo",
        N_("userinfo is of another person"),
        "OIDC Core 5.3.2",
        {"sub": "somebody-else"},
    ),
    _row(
        "userinfo-sub-missing",
        "userinfo",
        N_("userinfo without sub"),
        "OIDC Core 5.3.2",
        {"sub": ABSENT},
    ),
    _row(
        "introspection-inactive",
        "introspection",
        N_("every token is said not to be active"),
        None,
        lambda fields, _w: dict.fromkeys(fields, ABSENT) | {"active": False},
    ),
    _row(
        "introspection-aud-other",
        "introspection",
        N_("introspection says that the token is for another client"),
        "RFC 7662 4",
        {"aud": "another-client"},
    ),
    _row(
        "introspection-aud-missing",
        "introspection",
        N_("introspection does not say whom the token is for"),
        "RFC 7662 2.2",
        {"aud": ABSENT},
    ),
    _row(
        "introspection-iss-other",
        "introspection",
        N_("introspection says that the token is of another issuer"),
        "RFC 7662 2.2",
        {"iss": "https://other.invalid/realms/danang"},
    ),
    _row(
        "introspection-expired",
        "introspection",
        N_("introspection calls a token active that has expired"),
        "RFC 7662 2.2",
        {"exp": 1},
    ),
    _row(
        "introspection-refresh",
        "introspection",
        N_("introspection calls a refresh token active"),
        "RFC 7662 4",
        {"token_type": ABSENT, "typ": "Refresh"},
    ),
    _row(
        "introspection-active-text",
        "introspection",
        N_("introspection says active as a text"),
        "RFC 7662 2.2",
        {"active": "true"},
    ),
    _row(
        "par-foreign",
        "par",
        N_("the pushed request gets a name on another server"),
        "RFC 9126 2.2",
        {"request_uri": "https://evil.invalid/request.jwt"},
    ),
    _row(
        "par-expires-at-once",
        "par",
        N_("the pushed request is good for a second"),
        None,
        {"expires_in": 1},
    ),
)
"""What an answer can say that it must not."""
