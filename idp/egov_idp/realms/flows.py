"""How people sign in: the one flow that starts a session, and the policy that lets no client out.

::

    egov browser
    ├── egov sign-in          REQUIRED
    │   ├── cookie            ALTERNATIVE   a live single sign-on session
    │   └── egov forms        ALTERNATIVE
    │       ├── egov level 1  CONDITIONAL   user name and password
    │       └── egov level 2  CONDITIONAL   one-time code, when a client asks for acr 2
    ├── egov second factor    CONDITIONAL   one-time code, for holders of certain rights
    └── egov-gate             REQUIRED

    egov reset password       a link by mail; it ends without a session (ADR 0006)
    ├── egov-forgotten-name   REQUIRED
    ├── egov-reset-mail       REQUIRED
    ├── egov reset second factor  CONDITIONAL   one-time code, for whoever has one
    ├── reset-password        REQUIRED
    └── egov-gate             REQUIRED      lets pass what ends without a session, and that alone

Every other flow that Keycloak could start a session with is bound to one that refuses.
Each name ends in a digest of the flow's content (see `flow_names`).
"""

from collections.abc import Iterable
from typing import Any

from egov_kit.module import Module

from egov_idp.realms.flow_names import named_by_content
from egov_idp.realms.spec import RealmSpec

Json = dict[str, Any]

_BROWSER, _RESET, _REFUSE = "egov browser", "egov reset password", "egov refuse"
_SIGN_IN, _FORMS = "egov sign-in", "egov forms"
_LEVEL_1, _LEVEL_2, _SECOND_FACTOR = "egov level 1", "egov level 2", "egov second factor"
_RESET_SECOND_FACTOR = "egov reset second factor"
_CONDITION = "conditional-level-of-authentication"


def flows(spec: RealmSpec, modules: Iterable[Module]) -> Json:
    """The realm document's part about sign-in."""
    browser, levels = named_by_content(_browser(), _levels(spec, modules))
    reset, _ = named_by_content(_reset(), [])
    refuse, _ = named_by_content([_refuse()], [])
    gated, refused = browser[0]["alias"], refuse[0]["alias"]
    return {
        "authenticationFlows": [*browser, *reset, *refuse],
        "authenticatorConfig": levels,
        "browserFlow": gated,
        "directGrantFlow": refused,
        "resetCredentialsFlow": reset[0]["alias"],
        "registrationFlow": refused,
        "firstBrokerLoginFlow": refused,
        "dockerAuthenticationFlow": refused,
        "requiredActions": _required_actions(),
        "clientProfiles": {"profiles": [_profile(gated)]},
        "clientPolicies": {"policies": [_policy()]},
    }


def second_factor_rights(modules: Iterable[Module]) -> tuple[str, ...]:
    """The rights whose holders sign in with a second factor, as ``module.role``."""
    return tuple(sorted(f"{m.name}.{role}" for m in modules for role in m.second_factor))


def _browser() -> list[Json]:
    """The flow and its sub-flows, itself first."""
    return [
        _flow(
            _BROWSER,
            _flow_step(_SIGN_IN, "REQUIRED"),
            _flow_step(_SECOND_FACTOR, "CONDITIONAL"),
            _step("egov-gate"),
            top=True,
        ),
        _flow(_SIGN_IN, _step("auth-cookie", "ALTERNATIVE"), _flow_step(_FORMS, "ALTERNATIVE")),
        _flow(_FORMS, _flow_step(_LEVEL_1, "CONDITIONAL"), _flow_step(_LEVEL_2, "CONDITIONAL")),
        _flow(_LEVEL_1, _step(_CONDITION, config=_LEVEL_1), _step("egov-password-form")),
        _flow(_LEVEL_2, _step(_CONDITION, config=_LEVEL_2), _step("auth-otp-form")),
        _flow(
            _SECOND_FACTOR,
            _step("egov-second-factor", config=_SECOND_FACTOR),
            _step("auth-otp-form"),
        ),
    ]


def _reset() -> list[Json]:
    """The same of the flow for a forgotten password."""
    return [
        _flow(
            _RESET,
            _step("egov-forgotten-name"),
            _step("egov-reset-mail"),
            _flow_step(_RESET_SECOND_FACTOR, "CONDITIONAL"),
            _step("reset-password"),
            _step("egov-gate"),
            top=True,
        ),
        _flow(_RESET_SECOND_FACTOR, _step("conditional-user-configured"), _step("auth-otp-form")),
    ]


def _refuse() -> Json:
    return _flow(_REFUSE, _step("deny-access-authenticator"), top=True)


def _flow(alias: str, *steps: Json, top: bool = False) -> Json:
    return {
        "alias": alias,
        "providerId": "basic-flow",
        "topLevel": top,
        "builtIn": False,
        "authenticationExecutions": [
            {**step, "priority": 10 * number} for number, step in enumerate(steps, start=1)
        ],
    }


def _step(authenticator: str, requirement: str = "REQUIRED", *, config: str | None = None) -> Json:
    step = {
        "authenticator": authenticator,
        "requirement": requirement,
        "authenticatorFlow": False,
        "userSetupAllowed": False,
    }
    return step | ({"authenticatorConfig": config} if config else {})


def _flow_step(alias: str, requirement: str) -> Json:
    return {"flowAlias": alias, "requirement": requirement, "authenticatorFlow": True}


def _levels(spec: RealmSpec, modules: Iterable[Module]) -> list[Json]:
    # A level holds as long as the session may last: what ends it is the session.
    whole_session = str(spec.sessions.longest_hours * 3600)
    rights = "##".join(second_factor_rights(modules))
    levels: tuple[tuple[str, str, dict[str, str]], ...] = (
        (_LEVEL_1, "1", {}),
        (_LEVEL_2, "2", {}),
        (_SECOND_FACTOR, "2", {"egov.rights": rights}),
    )
    return [
        {
            "alias": alias,
            "config": {"loa-condition-level": level, "loa-max-age": whole_session, **more},
        }
        for alias, level, more in levels
    ]


def _required_actions() -> list[Json]:
    """The two that people meet: a new password, and a second factor."""
    actions = (("UPDATE_PASSWORD", "Update Password"), ("CONFIGURE_TOTP", "Configure OTP"))
    return [
        {
            "alias": alias,
            "name": name,
            "providerId": alias,
            "enabled": True,
            "defaultAction": False,
            "priority": 10 * number,
            "config": {},
        }
        for number, (alias, name) in enumerate(actions, start=1)
    ]


def _profile(flow: str) -> Json:
    executors: tuple[tuple[str, Json], ...] = (
        ("egov-addressee", {}),
        ("egov-one-flow", {}),
        ("auth-flow-enforcer", {"auth-flow-alias": flow}),
        ("pkce-enforcer", {"auto-configure": False}),
        ("reject-implicit-grant", {"auto-configure": False}),
        ("reject-ropc-grant", {"auto-configure": False}),
    )
    return {
        "name": "egov",
        "description": "One gated flow, PKCE, and no other way to a token",
        "executors": [{"executor": name, "configuration": conf} for name, conf in executors],
    }


def _policy() -> Json:
    return {
        "name": "egov",
        "description": "For every client, also one that was made by hand",
        "enabled": True,
        "conditions": [{"condition": "any-client", "configuration": {}}],
        "profiles": ["egov"],
    }
