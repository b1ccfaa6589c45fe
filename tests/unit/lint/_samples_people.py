"""What rules about where people and their attributes come from must find."""

from typing import Final

from tests.unit.lint._edits import (
    Edit,
    action,
    both,
    broker,
    broker_mapper,
    client,
    component,
    directory,
    directory_mapper,
    extra_directory_mapper,
    no_action,
    no_directory_mapper,
    password_rule,
    profile,
    second_directory,
    setting,
    stock_flow,
    within,
)

_PROFILE = "org.keycloak.userprofile.UserProfileProvider"
_DIRECTORY = "org.keycloak.storage.UserStorageProvider"

SAMPLES: Final[dict[str, tuple[Edit, ...]]] = {
    "addresses-are-proved": (
        directory("trustEmail", "false"),
        directory_mapper("email", "read.only", "false"),
        no_directory_mapper("email"),
        broker(),
        component(_DIRECTORY, []),
    ),
    "broker-gate": (
        broker(postBrokerLoginFlowAlias=None),
        broker(postBrokerLoginFlowAlias="no such flow"),
        both(broker(postBrokerLoginFlowAlias="theirs"), stock_flow("browserFlow")),
    ),
    "broker-pkce": (
        broker(config={"pkceEnabled": "false"}),
        broker(config={"pkceMethod": "plain"}),
    ),
    "broker-saml": (
        broker("saml", {"wantAssertionsSigned": "false"}),
        broker("saml", {"wantAssertionsEncrypted": "false"}),
        broker("saml", {"wantAuthnRequestsSigned": "false"}),
        broker("saml", {"postBindingResponse": "false"}),
    ),
    "broker-signatures": (
        broker(config={"validateSignature": "false"}),
        broker("saml", {"validateSignature": "false"}),
    ),
    "broker-trust": (broker(trustEmail=True), broker(storeToken=True)),
    "broker-updates": (broker(config={"syncMode": "IMPORT"}), broker_mapper("LEGACY")),
    "brute-force": (
        setting("bruteForceProtected", False),
        setting("failureFactor", 30),
        setting("failureFactor", 0),
        setting("waitIncrementSeconds", 1),
    ),
    "directory-certificate-checked": (
        directory("useTruststoreSpi", "never"),
        directory("useTruststoreSpi"),
    ),
    "directory-encrypted": (
        directory("connectionUrl", "ldap://10.0.0.1"),
        directory("connectionUrl", "ldap://127.0.0.1 ldap://directory.example.vn"),
        directory("connectionUrl"),
    ),
    "directory-keeps-accounts": (
        directory("removeInvalidUsersEnabled", "true"),
        directory("removeInvalidUsersEnabled"),
    ),
    "directory-mappers-read": (
        directory_mapper("egovGrant", "read.only", "false"),
        directory_mapper("egovGrant", "read.only"),
        extra_directory_mapper("group-ldap-mapper"),
    ),
    "directory-mappers-stated": (
        no_directory_mapper("egovModule"),
        directory_mapper("egovModule", "ldap.attribute", "title"),
        directory("uuidLDAPAttribute", "entryUUID"),
    ),
    "directory-no-other-way": (
        directory("referral", "follow"),
        directory("allowKerberosAuthentication", "true"),
        directory("authType", "none"),
        directory("bindDn", "cn=writer,ou=services,o=danang,c=VN"),
    ),
    "directory-not-pooled": (
        directory("connectionPooling", "true"),
        directory("connectionPooling"),
    ),
    "directory-passwords": (
        directory("editMode", "READ_ONLY"),
        directory("usePasswordModifyExtendedOp", "false"),
        directory("validatePasswordPolicy", "false"),
        directory("syncRegistrations", "true"),
    ),
    "directory-read-live": (
        directory("cachePolicy", "DEFAULT"),
        directory("cachePolicy"),
        directory_mapper("egovModule", "always.read.value.from.ldap", "false"),
    ),
    "directory-status-filter": (
        directory("customUserSearchFilter"),
        directory("customUserSearchFilter", "(|(egovStatus=active)(egovStatus=locked))"),
        directory("searchScope", "2"),
        directory("usersDn", "o=danang,c=VN"),
    ),
    "directory-timeouts": (
        directory("connectionTimeout"),
        directory("readTimeout", "60000"),
        directory("readTimeout", "0"),
    ),
    "names-are-the-directorys": (
        setting("editUsernameAllowed", True),
        setting("duplicateEmailsAllowed", True),
        setting("duplicateEmailsAllowed"),
    ),
    "one-directory": (
        component(_DIRECTORY, []),
        second_directory(),
        directory("enabled", "false"),
    ),
    "password-hashing": (
        password_rule("length(14)", "hashIterations(1000) and length(14)"),
        password_rule(
            "length(14)", "hashAlgorithm(pbkdf2-sha512) and hashIterations(1000) and length(14)"
        ),
        password_rule("length(14)", "hashAlgorithm(md5) and length(14)"),
    ),
    "password-policy": (
        setting("passwordPolicy"),
        setting("passwordPolicy", ""),
        password_rule("length(14)", "length(8)"),
        password_rule(" and digits(1)", ""),
        password_rule(" and egovAnotherPassword(undefined)", ""),
        password_rule(" and notUsername(undefined)", ""),
    ),
    "profile-is-the-directorys": (
        component(_PROFILE),
        profile('"groups": []', '"groups": [], "unmanagedAttributePolicy": "ENABLED"'),
        profile('"edit": ["admin"]', '"edit": ["admin", "user"]'),
        both(
            profile('"groups": []', '"groups": [], "unmanagedAttributePolicy": "ENABLED"'),
            client(
                "onestop",
                "protocolMappers",
                [
                    {
                        "name": "by hand",
                        "protocolMapper": "oidc-usermodel-attribute-mapper",
                        "config": {"user.attribute": "rank"},
                    }
                ],
            ),
        ),
    ),
    "registration-off": (setting("registrationAllowed", True), setting("registrationAllowed")),
    "remember-me-off": (setting("rememberMe", True), setting("rememberMe")),
    "required-actions": (
        no_action("UPDATE_PASSWORD"),
        no_action("CONFIGURE_TOTP"),
        action("delete_account"),
        action("UPDATE_PROFILE"),
    ),
    "secrets-by-reference": (
        client("onestop", "secret", "a-literal-secret"),
        directory("bindCredential", "a-literal-secret"),
        within("smtpServer", "password", "a-literal-secret"),
        broker(config={"clientSecret": "a-literal-secret"}),
    ),
}
