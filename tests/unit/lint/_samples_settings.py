"""What rules about settings of the realm, and how people sign in must find."""

from typing import Final

from tests.unit.lint._edits import (
    Edit,
    both,
    client,
    executor,
    key_size,
    policy,
    rights_asked,
    setting,
    step,
    stock_flow,
    within,
)

SAMPLES: Final[dict[str, tuple[Edit, ...]]] = {
    "admin-events": (
        setting("adminEventsEnabled", False),
        setting("adminEventsDetailsEnabled", False),
        within("attributes", "adminEventsExpiration", "86400"),
        within("attributes", "adminEventsExpiration"),
    ),
    "code-lifespans": (
        setting("accessCodeLifespan", 600),
        setting("accessCodeLifespanLogin", 86400),
        setting("accessCodeLifespanUserAction", 43200),
        setting("actionTokenGeneratedByUserLifespan", 43200),
        setting("actionTokenGeneratedByUserLifespan"),
    ),
    "flow-enforced": (
        executor("auth-flow-enforcer"),
        executor("egov-one-flow"),
        policy("enabled", False),
        policy("conditions", [{"condition": "client-access-type", "configuration": {}}]),
        stock_flow("browserFlow"),
    ),
    "gate-in-every-flow": (
        *(
            stock_flow(field)
            for field in (
                "browserFlow",
                "directGrantFlow",
                "resetCredentialsFlow",
                "registrationFlow",
                "firstBrokerLoginFlow",
                "dockerAuthenticationFlow",
            )
        ),
        setting("directGrantFlow"),
        step("browserFlow", "egov-gate", "requirement", "DISABLED"),
        step("browserFlow", "egov-gate", "requirement", "ALTERNATIVE"),
        step("browserFlow", "egov-gate", "priority", 1),
    ),
    "https-asked-for": (setting("sslRequired", "none"), setting("sslRequired")),
    "implicit-flow-off": (
        client("onestop", "implicitFlowEnabled", True),
        client("onestop", "implicitFlowEnabled"),
    ),
    "keycloak-version": (setting("keycloakVersion", "26.0.0"),),
    "mail-encrypted": (
        within("smtpServer", "ssl", "false"),
        both(
            within("smtpServer", "ssl", "false"),
            within("smtpServer", "host", "127.0.0.1"),
            within("smtpServer", "auth", "true"),
        ),
    ),
    "offline-sessions": (
        setting("offlineSessionMaxLifespanEnabled", False),
        setting("offlineSessionIdleTimeout", 2592000),
        setting("offlineSessionMaxLifespan", 5184000),
    ),
    "otp-policy": (
        setting("otpPolicyType", "hotp"),
        setting("otpPolicyCodeReusable", True),
        setting("otpPolicyDigits", 4),
        setting("otpPolicyPeriod", 120),
        setting("otpPolicyLookAheadWindow", 10),
    ),
    "page-headers": (
        within("browserSecurityHeaders", "contentSecurityPolicy", "frame-src 'self'"),
        within("browserSecurityHeaders", "xFrameOptions", "SAMEORIGIN"),
        within("browserSecurityHeaders", "strictTransportSecurity"),
        setting("browserSecurityHeaders"),
    ),
    "policy-for-every-client": (
        executor("egov-addressee"),
        executor("pkce-enforcer"),
        executor("reject-implicit-grant"),
        executor("reject-ropc-grant"),
        setting("clientPolicies"),
    ),
    "second-factor-before-a-new-password": (
        stock_flow("resetCredentialsFlow"),
        step("resetCredentialsFlow", "reset-password", "priority", 1),
        step("resetCredentialsFlow", "auth-otp-form", "requirement", "DISABLED"),
    ),
    "second-factor-for-administrators": (
        rights_asked(""),
        rights_asked("onestop.head"),
        stock_flow("browserFlow"),
        step("browserFlow", "egov-second-factor", "requirement", "DISABLED"),
    ),
    "session-limits": (
        setting("ssoSessionIdleTimeout", 1800),
        setting("ssoSessionMaxLifespan", 86400),
        setting("ssoSessionMaxLifespan", 0),
        setting("ssoSessionIdleTimeout"),
    ),
    "sign-in-events": (
        setting("eventsEnabled", False),
        setting("eventsExpiration", 86400),
        setting("eventsExpiration"),
        setting("eventsListeners", []),
        setting("enabledEventTypes", ["LOGIN"]),
    ),
    "signing-keys": (key_size("1024"), key_size("nonsense")),
    "user-managed-access-off": (
        setting("userManagedAccessAllowed", True),
        client("onestop", "authorizationServicesEnabled", True),
    ),
}
