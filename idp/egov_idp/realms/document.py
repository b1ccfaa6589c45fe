"""A province's whole realm as the one document that is posted to Keycloak."""

from collections.abc import Sequence
from typing import Any

from egov_kit.module import Module

from egov_idp.realms import claims, clients, federation, flows, mail, outside_clients
from egov_idp.realms.addresses import Addresses
from egov_idp.realms.spec import RealmSpec
from egov_idp.secrets import SecretStore

Json = dict[str, Any]

_DAY = 24 * 3600


def document(
    spec: RealmSpec, modules: Sequence[Module], addresses: Addresses, secrets: SecretStore
) -> Json:
    """What ``POST /admin/realms`` takes; the same input gives the same document.

    Raises `ClaimedTwice`, `OutsideRefused` and `SecretMissing`.
    """
    claims.check(modules, spec)
    return {
        **_names(spec),
        **_sign_in(spec),
        **_passwords(spec),
        **_sessions(spec),
        **_events(spec),
        **mail.mail(spec, addresses.mail, secrets),
        **flows.flows(spec, modules),
        **clients.default_scopes(),
        **clients.no_offline_access(),
        "clientScopes": clients.scopes(spec.tenant, modules),
        "clients": [
            *clients.clients(spec.tenant, modules, addresses, secrets),
            *outside_clients.clients(spec, modules, secrets),
        ],
        **clients.people_administrator(modules),
        "components": federation.components(spec, addresses, secrets),
        "attributes": _attributes(spec),
        "browserSecurityHeaders": _headers(),
    }


def _names(spec: RealmSpec) -> Json:
    return {
        "realm": spec.tenant,
        "enabled": spec.retired is None,
        "displayName": spec.name.vi,
        "loginTheme": spec.sign_in.theme,
        "internationalizationEnabled": True,
        "supportedLocales": list(spec.sign_in.languages),
        "defaultLocale": spec.sign_in.default_language,
    }


def _sign_in(spec: RealmSpec) -> Json:
    wait = spec.wrong_passwords.wait_minutes * 60
    return {
        "sslRequired": "external",
        "registrationAllowed": False,
        "resetPasswordAllowed": True,
        "editUsernameAllowed": False,
        "verifyEmail": False,
        "rememberMe": False,
        "loginWithEmailAllowed": True,
        "duplicateEmailsAllowed": False,
        "bruteForceProtected": True,
        "permanentLockout": False,
        "failureFactor": spec.wrong_passwords.allowed,
        # The wait never grows, so that a page can name it.
        "bruteForceStrategy": "LINEAR",
        "waitIncrementSeconds": wait,
        "maxFailureWaitSeconds": wait,
        "minimumQuickLoginWaitSeconds": wait,
        "quickLoginCheckMilliSeconds": 0,
        "maxDeltaTimeSeconds": 12 * 3600,
    }


def _passwords(spec: RealmSpec) -> Json:
    rules = spec.password
    policy = (
        f"length({rules.length}) and maxLength(128)"
        f" and lowerCase({rules.lower_case}) and upperCase({rules.upper_case})"
        f" and digits({rules.digits}) and specialChars({rules.symbols})"
        " and notUsername(undefined) and notEmail(undefined)"
        " and egovAnotherPassword(undefined)"
    )
    return {
        "passwordPolicy": policy,
        "otpPolicyType": "totp",
        "otpPolicyAlgorithm": "HmacSHA1",  # what every authenticator app can do
        "otpPolicyDigits": 6,
        "otpPolicyPeriod": 30,
        "otpPolicyLookAheadWindow": 1,
        "otpPolicyCodeReusable": False,
    }


def _sessions(spec: RealmSpec) -> Json:
    return {
        "ssoSessionIdleTimeout": spec.sessions.idle_minutes * 60,
        "ssoSessionMaxLifespan": spec.sessions.longest_hours * 3600,
        "accessTokenLifespan": spec.sessions.access_token_minutes * 60,
        "accessTokenLifespanForImplicitFlow": spec.sessions.access_token_minutes * 60,
        "accessCodeLifespan": spec.sessions.code_seconds,
        "accessCodeLifespanLogin": spec.sessions.sign_in_minutes * 60,
        "accessCodeLifespanUserAction": spec.sessions.action_minutes * 60,
        "actionTokenGeneratedByUserLifespan": spec.sessions.action_minutes * 60,
        "defaultSignatureAlgorithm": "RS256",
        # Rotation would end the session of a confidential client that lost one answer (RFC 9700
        # asks for it of public clients only).
        "revokeRefreshToken": False,
        "refreshTokenMaxReuse": 0,
        "offlineSessionIdleTimeout": spec.sessions.idle_minutes * 60,
        "offlineSessionMaxLifespanEnabled": True,
        "offlineSessionMaxLifespan": spec.sessions.longest_hours * 3600,
    }


def _events(spec: RealmSpec) -> Json:
    return {
        "eventsEnabled": True,
        "eventsExpiration": spec.events.keep_days * _DAY,
        "eventsListeners": ["jboss-logging"],
        "enabledEventTypes": [],  # all of them
        "adminEventsEnabled": True,
        "adminEventsDetailsEnabled": True,
    }


def _attributes(spec: RealmSpec) -> dict[str, str]:
    return {
        "acr.loa.map": '{"1":1,"2":2}',
        "adminEventsExpiration": str(spec.events.keep_admin_days * _DAY),
        "egov.unit": spec.unit,
        "egov.title.vi": spec.name.vi,
        "egov.title.en": spec.name.en,
    }


def _headers() -> dict[str, str]:
    return {
        # The pages need no script. No form-action: Chromium applies it to where a sign-in leads.
        "contentSecurityPolicy": (
            "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self';"
            " base-uri 'none'; frame-ancestors 'none'"
        ),
        "contentSecurityPolicyReportOnly": "",
        "xFrameOptions": "DENY",
        "xContentTypeOptions": "nosniff",
        "xRobotsTag": "none",
        "referrerPolicy": "no-referrer",
        "strictTransportSecurity": "max-age=31536000; includeSubDomains",
    }
