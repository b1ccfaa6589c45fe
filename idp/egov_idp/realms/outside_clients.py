"""The clients of modules that somebody else runs."""

from collections.abc import Sequence
from typing import Any

from egov_kit.module import Module

from egov_idp.realms.clients import DEFAULT_SCOPES, addressed_to, token_attributes
from egov_idp.realms.errors import OutsideRefused
from egov_idp.realms.outside import OutsideModule
from egov_idp.realms.spec import RealmSpec
from egov_idp.secrets import SecretStore

Json = dict[str, Any]


def clients(spec: RealmSpec, modules: Sequence[Module], secrets: SecretStore) -> list[Json]:
    """Those of a province, with the secrets of this moment.

    Raises `OutsideRefused` and `SecretMissing`.
    """
    gated = {module.name for module in modules if module.kind == "module"}
    for name, each in spec.outside_modules.items():
        if each.module not in gated:
            raise OutsideRefused(spec.tenant, name, each.module, sorted(gated))
    return [_client(name, each, secrets) for name, each in sorted(spec.outside_modules.items())]


def _client(name: str, outside: OutsideModule, secrets: SecretStore) -> Json:
    return {
        "clientId": name,
        "name": outside.title.vi,
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "bearerOnly": False,
        "consentRequired": False,
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "frontchannelLogout": False,
        "fullScopeAllowed": False,
        "redirectUris": list(outside.redirect_uris),
        "webOrigins": [],
        "authenticationFlowBindingOverrides": {},
        "clientAuthenticatorType": "client-secret",
        "secret": secrets.given(outside.secret_on(secrets.now())),
        "attributes": _attributes(outside),
        "protocolMappers": [addressed_to(name)],
        "defaultClientScopes": list(DEFAULT_SCOPES),
        "optionalClientScopes": [],
    }


def _attributes(outside: OutsideModule) -> dict[str, str]:
    return token_attributes(outside.module, outside.title.model_dump()) | {
        "standard.token.exchange.enabled": "false",
        "backchannel.logout.url": outside.back_channel,
        "backchannel.logout.session.required": "true",
        "backchannel.logout.revoke.offline.tokens": "true",
    }
