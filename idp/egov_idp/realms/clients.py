"""The clients of a realm, one for each module, and what their tokens say."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from egov_kit.module import Module

from egov_idp.client_keys import ClientKeys
from egov_idp.realms.addresses import Addresses
from egov_idp.secrets import SecretStore

Json = dict[str, Any]

_ALGORITHM = "RS256"
DEFAULT_SCOPES = ("basic", "acr", "egov-person")
"""What every client has without asking."""
OFFLINE = "offline_access"
"""Tokens that outlive the session; no client may ask for them."""
PEOPLE_API = "egov-idp"
"""The only client with a service account: it gives one-time passwords and ends sessions."""
PEOPLE_RIGHTS = ("manage-users",)
"""What that account may do at Keycloak's admin API."""
PROBE = "probe"
"""The client with which the platform sees whether people can sign in; it has no process."""
PROBE_URL = "https://probe.invalid"
"""Where that one's sign-ins lead: a name that nobody can have (RFC 6761)."""
ADMIN_API = "realm-management"
"""Keycloak's client that the rights at its admin API belong to."""
STOCK_CLIENTS = (
    *("account", "account-console", "admin-cli", "broker", "security-admin-console"),
    "_system",  # Keycloak would make it, and switch it on, when the first link of a mail is used
)
"""What Keycloak adds to every realm: ways in that pass no gate, consoles we do not offer."""


def key_ref(tenant: str, module: Module) -> str:
    """Where the private key lies with which a module proves to Keycloak who it is."""
    return f"{tenant}/clients/{module.name}.jwk"


def clients(
    tenant: str, modules: Sequence[Module], addresses: Addresses, secrets: SecretStore
) -> list[Json]:
    """One client for each module, and the stock clients switched off."""
    known = {module.name: module for module in modules}
    own = [_client(tenant, m, known, addresses, secrets) for m in modules]
    return own + [_switched_off(name) for name in STOCK_CLIENTS]


def scopes(tenant: str, modules: Iterable[Module]) -> list[Json]:
    """All client scopes: a list in a realm document leaves no other, so the basics are here too."""
    return [
        _scope("basic", _subject(), _session_note("auth_time", "AUTH_TIME")),
        _scope("acr", _mapper("acr", "oidc-acr-mapper", {"id.token.claim": "true"})),
        _scope("egov-person", *_person(tenant)),
        _scope(OFFLINE),
        *(_scope(f"call:{m.name}", addressed_to(m.name)) for m in modules),
        *(_scope(name, in_token=True) for m in modules for name in m.scopes),
    ]


def no_offline_access() -> Json:
    """Stated so that it is nobody's: left out, Keycloak gives the role to everybody."""
    return {
        "roles": {"realm": [{"name": OFFLINE, "description": "Held by nobody"}]},
        "scopeMappings": [{"clientScope": OFFLINE, "roles": [OFFLINE]}],
    }


def people_administrator(modules: Iterable[Module]) -> Json:
    """The rights of the people API's service account at Keycloak's admin API, and no other."""
    if PEOPLE_API not in {module.name for module in modules}:
        return {}
    rights = list(PEOPLE_RIGHTS)
    account = {
        "username": f"service-account-{PEOPLE_API}",
        "serviceAccountClientId": PEOPLE_API,
        "enabled": True,
        "clientRoles": {ADMIN_API: rights},
    }
    scope = {"client": PEOPLE_API, "roles": rights}
    return {"users": [account], "clientScopeMappings": {ADMIN_API: [scope]}}


def default_scopes() -> Json:
    """Every client gets the same three and asks for the rest by name."""
    return {
        "defaultDefaultClientScopes": list(DEFAULT_SCOPES),
        "defaultOptionalClientScopes": [],
    }


def _client(
    tenant: str,
    module: Module,
    known: dict[str, Module],
    addresses: Addresses,
    secrets: SecretStore,
) -> Json:
    signs_people_in = module.kind != "api"
    url = _url(module, addresses)
    return {
        "clientId": module.name,
        "name": module.title["vi"],
        "description": module.summary["vi"],
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "bearerOnly": False,
        "consentRequired": False,
        "standardFlowEnabled": signs_people_in,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": module.name == PEOPLE_API,
        "frontchannelLogout": False,
        "fullScopeAllowed": False,
        "baseUrl": f"{url}/" if signs_people_in else "",
        "redirectUris": [f"{url}/oidc/callback"] if signs_people_in else [],
        "webOrigins": [],
        "authenticationFlowBindingOverrides": {},
        "clientAuthenticatorType": "client-jwt",
        "attributes": _attributes(module, _keys(tenant, module, secrets))
        | (_sign_out(module, addresses) if signs_people_in else {}),
        # A token in an API's own name is addressed to nobody: no service account calls a module.
        "protocolMappers": [addressed_to(module.name)] if signs_people_in else [],
        "defaultClientScopes": list(DEFAULT_SCOPES),
        "optionalClientScopes": _may_ask_for(module, known),
    }


def _url(module: Module, addresses: Addresses) -> str:
    return PROBE_URL if module.name == PROBE else addresses.module(module)


def _keys(tenant: str, module: Module, secrets: SecretStore) -> str:
    return json.dumps({"keys": ClientKeys(secrets, key_ref(tenant, module)).public()})


def _attributes(module: Module, keys: str) -> dict[str, str]:
    return token_attributes(module.gate, module.title) | {
        "use.jwks.url": "false",
        "use.jwks.string": "true",
        "jwks.string": keys,
        "token.endpoint.auth.signing.alg": _ALGORITHM,
        "standard.token.exchange.enabled": "true" if module.calls else "false",
    }


def token_attributes(gate: str, title: Mapping[str, str]) -> dict[str, str]:
    """Whom the gate lets through to a client, what it is called there, and its tokens."""
    return {
        "egov.module": gate,
        "egov.title.vi": title["vi"],
        "egov.title.en": title["en"],
        "access.token.signed.response.alg": _ALGORITHM,
        "id.token.signed.response.alg": _ALGORITHM,
        "access.token.header.type.rfc9068": "true",
        "pkce.code.challenge.method": "S256",
        "use.refresh.tokens": "true",
        "oauth2.device.authorization.grant.enabled": "false",
        "oidc.ciba.grant.enabled": "false",
        "oauth2.jwt.authorization.grant.enabled": "false",
        "client_credentials.use_refresh_token": "false",
    }


def _sign_out(module: Module, addresses: Addresses) -> dict[str, str]:
    after = {"post.logout.redirect.uris": f"{_url(module, addresses)}/oidc/logged-out"}
    if module.name == PROBE:
        return after
    return after | {
        "backchannel.logout.url": addresses.back_channel(module),
        "backchannel.logout.session.required": "true",
        "backchannel.logout.revoke.offline.tokens": "true",
    }


def _may_ask_for(module: Module, known: dict[str, Module]) -> list[str]:
    calls = [known[name] for name in module.calls]
    own_and_theirs = [scope for each in (module, *calls) for scope in each.scopes]
    return [*(f"call:{each.name}" for each in calls), *own_and_theirs]


def _switched_off(name: str) -> Json:
    return {
        "clientId": name,
        "enabled": False,
        "protocol": "openid-connect",
        "publicClient": False,
        "bearerOnly": True,
        "standardFlowEnabled": False,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "redirectUris": [],
        "webOrigins": [],
        # The realm's own policy lets no client be changed that does without.
        "attributes": {"pkce.code.challenge.method": "S256"},
        "defaultClientScopes": [],
        "optionalClientScopes": [],
    }


def _scope(name: str, *mappers: Json, in_token: bool = False) -> Json:
    shown = "true" if in_token else "false"
    return {
        "name": name,
        "protocol": "openid-connect",
        "attributes": {"include.in.token.scope": shown, "display.on.consent.screen": "false"},
        "protocolMappers": list(mappers),
    }


def _person(tenant: str) -> list[Json]:
    """Who it is and what they may do; in access tokens and userinfo, never in ID tokens."""
    return [
        _claim("staff_id", "egovStaffId"),
        _claim("posts", "egovPostRef", several=True),
        _claim("post", "egovWorkingPost"),
        _claim("grants", "egovGrant", several=True),
        _claim("preferred_username", "username"),
        _claim("name", "fullName"),
        _mapper(
            "tenant",
            "oidc-hardcoded-claim-mapper",
            {"claim.name": "tenant", "claim.value": tenant, "jsonType.label": "String"},
            userinfo=True,
        ),
    ]


def _claim(claim: str, attribute: str, *, several: bool = False) -> Json:
    config = {
        "claim.name": claim,
        "user.attribute": attribute,
        "jsonType.label": "String",
        "multivalued": "true" if several else "false",
        "aggregate.attrs": "false",
    }
    return _mapper(claim, "oidc-usermodel-attribute-mapper", config, userinfo=True)


def _subject() -> Json:
    return _mapper("sub", "oidc-sub-mapper", {})


def _session_note(claim: str, note: str) -> Json:
    config = {
        "claim.name": claim,
        "user.session.note": note,
        "jsonType.label": "long",
        "id.token.claim": "true",
    }
    return _mapper(claim, "oidc-usersessionmodel-note-mapper", config)


def addressed_to(module: str) -> Json:
    """The mapper that makes tokens good at that module."""
    return _mapper(
        f"audience {module}", "oidc-audience-mapper", {"included.client.audience": module}
    )


def _mapper(name: str, kind: str, config: dict[str, str], *, userinfo: bool = False) -> Json:
    where = {
        "access.token.claim": "true",
        "id.token.claim": "false",
        "introspection.token.claim": "true",
        "userinfo.token.claim": "true" if userinfo else "false",
    }
    return {
        "name": name,
        "protocol": "openid-connect",
        "protocolMapper": kind,
        "config": where | config,
    }
