"""The clients of a realm, one for each module, and what their tokens say."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from egov_kit.module import Module

from egov_idp.realms.addresses import Addresses
from egov_idp.secrets import SecretStore

Json = dict[str, Any]

_ALGORITHM = "RS256"
_DEFAULT_SCOPES = ("basic", "acr", "egov-person")
OFFLINE = "offline_access"
"""Tokens that outlive the session; no client may ask for them."""
# What Keycloak adds to every realm: ways in that pass no gate, consoles we do not offer.
_STOCK = ("account", "account-console", "admin-cli", "broker", "security-admin-console")


def key_ref(tenant: str, module: Module) -> str:
    """Where the private key lies with which a module proves to Keycloak who it is."""
    return f"{tenant}/clients/{module.name}.jwk"


def clients(
    tenant: str, modules: Sequence[Module], addresses: Addresses, secrets: SecretStore
) -> list[Json]:
    """One client for each module, and the stock clients switched off."""
    known = {module.name: module for module in modules}
    own = [_client(tenant, m, known, addresses, secrets) for m in modules]
    return own + [_switched_off(name) for name in _STOCK]


def scopes(tenant: str, modules: Iterable[Module]) -> list[Json]:
    """All client scopes: a list in a realm document leaves no other, so the basics are here too."""
    return [
        _scope("basic", _subject(), _session_note("auth_time", "AUTH_TIME")),
        _scope("acr", _mapper("acr", "oidc-acr-mapper", {"id.token.claim": "true"})),
        _scope("egov-person", *_person(tenant)),
        _scope(OFFLINE),
        *(_scope(f"call:{m.name}", _audience(m.name)) for m in modules),
        *(_scope(name, in_token=True) for m in modules for name in m.scopes),
    ]


def no_offline_access() -> Json:
    """Stated so that it is nobody's: left out, Keycloak gives the role to everybody."""
    return {
        "roles": {"realm": [{"name": OFFLINE, "description": "Held by nobody"}]},
        "scopeMappings": [{"clientScope": OFFLINE, "roles": [OFFLINE]}],
    }


def default_scopes() -> Json:
    """Every client gets the same three and asks for the rest by name."""
    return {
        "defaultDefaultClientScopes": list(_DEFAULT_SCOPES),
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
    url = addresses.module(module)
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
        "serviceAccountsEnabled": False,
        "frontchannelLogout": False,
        "fullScopeAllowed": False,
        "baseUrl": f"{url}/" if signs_people_in else "",
        "redirectUris": [f"{url}/oidc/callback"] if signs_people_in else [],
        "webOrigins": [],
        "authenticationFlowBindingOverrides": {},
        "clientAuthenticatorType": "client-jwt",
        "attributes": _attributes(module, _keys(tenant, module, secrets))
        | (_sign_out(module, addresses) if signs_people_in else {}),
        "protocolMappers": [_audience(module.name)],
        "defaultClientScopes": list(_DEFAULT_SCOPES),
        "optionalClientScopes": _may_ask_for(module, known),
    }


def _keys(tenant: str, module: Module, secrets: SecretStore) -> str:
    return json.dumps({"keys": [dict(secrets.public_key(key_ref(tenant, module)))]})


def _attributes(module: Module, keys: str) -> dict[str, str]:
    return {
        "egov.module": module.gate,
        "egov.title.vi": module.title["vi"],
        "egov.title.en": module.title["en"],
        "use.jwks.url": "false",
        "use.jwks.string": "true",
        "jwks.string": keys,
        "token.endpoint.auth.signing.alg": _ALGORITHM,
        "access.token.signed.response.alg": _ALGORITHM,
        "id.token.signed.response.alg": _ALGORITHM,
        "access.token.header.type.rfc9068": "true",
        "pkce.code.challenge.method": "S256",
        "use.refresh.tokens": "true",
        "standard.token.exchange.enabled": "true" if module.calls else "false",
        "oauth2.device.authorization.grant.enabled": "false",
        "oidc.ciba.grant.enabled": "false",
        "oauth2.jwt.authorization.grant.enabled": "false",
        "client_credentials.use_refresh_token": "false",
    }


def _sign_out(module: Module, addresses: Addresses) -> dict[str, str]:
    return {
        "post.logout.redirect.uris": f"{addresses.module(module)}/oidc/logged-out",
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


def _audience(module: str) -> Json:
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
