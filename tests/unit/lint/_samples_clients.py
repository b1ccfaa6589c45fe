"""What rules about clients, their tokens and their rights must find."""

from typing import Final

from tests.unit.lint._edits import (
    Edit,
    attribute,
    both,
    client,
    extra_client,
    no_client,
    no_mappers,
    saml_client,
    scope_mapper,
    setting,
    within,
)

_CALLBACK = "https://onestop.danang.egov.example.vn/oidc/callback"
_ADMINISTERS = {"realm-management": ["realm-admin"]}

SAMPLES: Final[dict[str, tuple[Edit, ...]]] = {
    "access-token-lifespan": (
        setting("accessTokenLifespan", 3600),
        setting("accessTokenLifespan", 0),
        setting("accessTokenLifespan"),
        setting("accessTokenLifespanForImplicitFlow", 900),
        attribute("onestop", "access.token.lifespan", "3600"),
    ),
    "calls-are-asked-for": (
        client("onestop", "optionalClientScopes", ["call:portal"]),
        client("onestop", "defaultClientScopes", ["call:egov-idp"]),
        attribute("egov-idp", "standard.token.exchange.enabled", "true"),
        no_mappers("call:egov-idp"),
        scope_mapper(
            "people.read",
            {
                "protocolMapper": "oidc-audience-mapper",
                "config": {"included.client.audience": "egov-idp"},
            },
        ),
        extra_client(optionalClientScopes=["call:egov-idp"]),
    ),
    "client-keys": (
        attribute("onestop", "use.jwks.string", "false"),
        attribute("onestop", "jwks.string", "nonsense"),
        attribute("onestop", "jwks.string", '{"keys": []}'),
        attribute("onestop", "jwks.string", '{"keys": [{"kty": "RSA", "kid": "a", "n": "abc"}]}'),
        attribute("onestop", "jwks.string", '{"keys": [{"kty": "EC", "kid": "a", "d": "abc"}]}'),
        attribute("onestop", "jwks.string", '{"keys": [{"kty": "EC"}]}'),
    ),
    "clients-prove-themselves": (
        client("onestop", "clientAuthenticatorType", "client-secret"),
        client("onestop", "clientAuthenticatorType"),
        attribute("onestop", "token.endpoint.auth.signing.alg", "HS256"),
        attribute("onestop", "token.endpoint.auth.signing.alg"),
    ),
    "default-scopes": (
        setting("defaultDefaultClientScopes", ["basic", "acr", "egov-person", "roles"]),
        setting("defaultDefaultClientScopes", []),
        client("onestop", "defaultClientScopes", ["basic", "acr"]),
        no_mappers("basic"),
    ),
    "direct-grants-off": (
        client("onestop", "directAccessGrantsEnabled", True),
        client("admin-cli", "directAccessGrantsEnabled", True),
        extra_client(publicClient=True, directAccessGrantsEnabled=True),
        client("onestop", "directAccessGrantsEnabled"),
    ),
    "full-scope-off": (
        client("onestop", "fullScopeAllowed", True),
        client("onestop", "fullScopeAllowed"),
    ),
    "module-of-every-client": (
        attribute("onestop", "egov.module"),
        attribute("onestop", "egov.module", "open"),
        attribute("portal", "egov.module", "onestop"),
        extra_client(attributes={"egov.module": "open"}),
        extra_client(attributes={"egov.module": "no-such-module"}),
    ),
    "no-flow-of-its-own": (
        client("onestop", "authenticationFlowBindingOverrides", {"browser": "some-id"}),
    ),
    "offline-access-is-nobodys": (
        setting("defaultOptionalClientScopes", ["offline_access"]),
        client("onestop", "optionalClientScopes", ["offline_access"]),
        client("onestop", "defaultClientScopes", ["offline_access"]),
    ),
    "other-grants-off": (
        attribute("onestop", "oauth2.device.authorization.grant.enabled", "true"),
        attribute("onestop", "oidc.ciba.grant.enabled"),
        attribute("onestop", "oauth2.jwt.authorization.grant.enabled", "true"),
        attribute("onestop", "client_credentials.use_refresh_token", "true"),
    ),
    "own-audience": (
        client("onestop", "protocolMappers", []),
        scope_mapper("egov-person", {"protocolMapper": "oidc-audience-resolve-mapper"}),
        scope_mapper(
            "basic",
            {
                "protocolMapper": "oidc-audience-mapper",
                "config": {"included.client.audience": "egov-idp"},
            },
        ),
    ),
    "pkce": (
        attribute("onestop", "pkce.code.challenge.method"),
        attribute("onestop", "pkce.code.challenge.method", "plain"),
        extra_client(publicClient=True, attributes={"pkce.code.challenge.method": ""}),
    ),
    "redirect-encrypted": (
        client("onestop", "redirectUris", ["http://onestop.egov.example.vn/oidc/callback"]),
        attribute("onestop", "post.logout.redirect.uris", "http://egov.example.vn/"),
    ),
    "redirect-whole": (
        client("onestop", "redirectUris", ["/oidc/callback"]),
        client("onestop", "redirectUris", ["vn.egov.app:/callback"]),
        client("onestop", "redirectUris", [f"{_CALLBACK}#part"]),
        client("onestop", "redirectUris", []),
        attribute("onestop", "post.logout.redirect.uris", "/signed-out"),
    ),
    "redirect-without-wildcard": (
        client("onestop", "redirectUris", ["*"]),
        client("onestop", "redirectUris", ["https://onestop.egov.example.vn*"]),
        client("onestop", "redirectUris", ["https://onestop.egov.example.vn/*"]),
        attribute("onestop", "post.logout.redirect.uris", "https://egov.example.vn/*"),
        extra_client(protocol="saml", redirectUris=["https://old.example.vn*"]),
        extra_client(protocol="saml", redirectUris=["https://old.example.vn/*"]),
    ),
    "refresh-rotation": (
        extra_client(publicClient=True),
        both(setting("revokeRefreshToken", True), setting("refreshTokenMaxReuse", 1)),
    ),
    "rights-to-administer": (
        within("roles", "realm", [{"name": "chief", "composites": {"client": _ADMINISTERS}}]),
        setting(
            "groups",
            [
                {
                    "name": "a",
                    "subGroups": [{"name": "b", "path": "/a/b", "clientRoles": _ADMINISTERS}],
                }
            ],
        ),
        setting(
            "clientScopeMappings",
            {"realm-management": [{"client": "onestop", "roles": ["view-users"]}]},
        ),
    ),
    "service-accounts": (
        client("onestop", "serviceAccountsEnabled", True),
        client("egov-idp", "standardFlowEnabled", True),
        client("egov-idp", "publicClient", True),
        lambda realm: realm["users"][0].update(clientRoles=_ADMINISTERS),
        lambda realm: realm["users"][0].update(realmRoles=["chief"]),
        lambda realm: realm["users"][0].update(groups=["/chiefs"]),
    ),
    "sign-out-reaches-modules": (
        attribute("onestop", "backchannel.logout.url"),
        attribute("onestop", "backchannel.logout.session.required", "false"),
        attribute("onestop", "backchannel.logout.revoke.offline.tokens"),
    ),
    "signing-algorithms": (
        setting("defaultSignatureAlgorithm", "HS256"),
        attribute("onestop", "id.token.signed.response.alg", "none"),
        attribute("onestop", "access.token.signed.response.alg"),
        attribute("onestop", "access.token.header.type.rfc9068", "false"),
    ),
    "saml-clients": (
        saml_client(saml_assertion_signature="false"),
        saml_client(saml_client_signature="false"),
        saml_client(saml_encrypt="false"),
        saml_client(saml_onetimeuse_condition="false"),
        saml_client(saml_signature_algorithm="RSA_SHA1"),
    ),
    "stock-clients-off": (
        client("account", "enabled", True),
        client("admin-cli", "enabled"),
        no_client("_system"),
    ),
    "web-origins": (
        client("onestop", "webOrigins", ["*"]),
        client("onestop", "webOrigins", ["+"]),
        client("onestop", "webOrigins", ["https://egov.example.vn/path"]),
    ),
}
