"""Small changes of a realm's document, each as a function that makes it."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Edit = Callable[[Json], None]

_DIRECTORY = "org.keycloak.storage.UserStorageProvider"
_MAPPERS = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
ABSENT = object()
"""Stands for a field that is taken away."""


def both(*edits: Edit) -> Edit:
    def edit(realm: Json) -> None:
        for each in edits:
            each(realm)

    return edit


def setting(field: str, value: object = ABSENT) -> Edit:
    return lambda realm: _put(realm, field, value)


def within(field: str, key: str, value: object = ABSENT) -> Edit:
    return lambda realm: _put(realm[field], key, value)


def password_rule(old: str, new: str) -> Edit:
    def edit(realm: Json) -> None:
        assert old in realm["passwordPolicy"]
        realm["passwordPolicy"] = realm["passwordPolicy"].replace(old, new)

    return edit


def client(name: str, field: str, value: object = ABSENT) -> Edit:
    return lambda realm: _put(_named(realm["clients"], "clientId", name), field, value)


def attribute(name: str, key: str, value: object = ABSENT) -> Edit:
    return lambda realm: _put(_named(realm["clients"], "clientId", name)["attributes"], key, value)


def no_client(name: str) -> Edit:
    return lambda realm: realm["clients"].remove(_named(realm["clients"], "clientId", name))


def extra_client(*, attributes: dict[str, str] | None = None, **over: object) -> Edit:
    """One that somebody made by hand, as it should be but for what is said."""
    audience = {
        "name": "audience byhand",
        "protocolMapper": "oidc-audience-mapper",
        "config": {"included.client.audience": "byhand"},
    }

    def edit(realm: Json) -> None:
        made = {
            **_named(realm["clients"], "clientId", "onestop"),
            "clientId": "byhand",
            "protocolMappers": [audience],
            "optionalClientScopes": [],
        }
        own = {"standard.token.exchange.enabled": "false"} | (attributes or {})
        made["attributes"] = {**made["attributes"], **own}
        realm["clients"].append(made | over)

    return edit


def saml_client(**attributes: str) -> Edit:
    good = {
        "egov.module": "onestop",
        "saml.assertion.signature": "true",
        "saml.client.signature": "true",
        "saml.encrypt": "true",
        "saml.onetimeuse.condition": "true",
        "saml.signature.algorithm": "RSA_SHA256",
    }
    named = {key.replace("_", "."): value for key, value in attributes.items()}
    return extra_client(protocol="saml", attributes=good | named)


def broker(provider: str = "oidc", config: Json | None = None, **over: object) -> Edit:
    """An identity provider, as it should be but for what is said."""
    good = {
        "syncMode": "FORCE",
        "validateSignature": "true",
        "pkceEnabled": "true",
        "pkceMethod": "S256",
        "wantAssertionsSigned": "true",
        "wantAssertionsEncrypted": "true",
        "wantAuthnRequestsSigned": "true",
        "postBindingResponse": "true",
    }

    def edit(realm: Json) -> None:
        made = {
            "alias": "outside",
            "providerId": provider,
            "enabled": True,
            "trustEmail": False,
            "storeToken": False,
            "postBrokerLoginFlowAlias": realm["browserFlow"],
            "config": good | (config or {}),
        }
        realm["identityProviders"] = [made | over]

    return edit


def broker_mapper(mode: str) -> Edit:
    mapper = {
        "name": "groups",
        "identityProviderAlias": "outside",
        "identityProviderMapper": "oidc-advanced-group-idp-mapper",
        "config": {"syncMode": mode},
    }
    return both(broker(config={"syncMode": "IMPORT"}), setting("identityProviderMappers", [mapper]))


def directory(key: str, value: object = ABSENT) -> Edit:
    return lambda realm: _put(
        _directory(realm)["config"], key, value if value is ABSENT else [value]
    )


def directory_mapper(name: str, key: str, value: object = ABSENT) -> Edit:
    def edit(realm: Json) -> None:
        config = _named(_directory(realm)["subComponents"][_MAPPERS], "name", name)["config"]
        _put(config, key, value if value is ABSENT else [value])

    return edit


def no_directory_mapper(name: str) -> Edit:
    def edit(realm: Json) -> None:
        listed = _directory(realm)["subComponents"][_MAPPERS]
        listed.remove(_named(listed, "name", name))

    return edit


def extra_directory_mapper(kind: str) -> Edit:
    made = {"name": "by hand", "providerId": kind, "config": {}}
    return lambda realm: _directory(realm)["subComponents"][_MAPPERS].append(made)


def second_directory() -> Edit:
    def edit(realm: Json) -> None:
        realm["components"][_DIRECTORY].append({**_directory(realm), "name": "other"})

    return edit


def component(kind: str, value: object = ABSENT) -> Edit:
    return within("components", kind, value)


def key_size(bits: str) -> Edit:
    made = {"name": "rsa-generated", "providerId": "rsa-generated", "config": {"keySize": [bits]}}
    return component("org.keycloak.keys.KeyProvider", [made])


def profile(old: str, new: str) -> Edit:
    def edit(realm: Json) -> None:
        (found,) = realm["components"]["org.keycloak.userprofile.UserProfileProvider"]
        (text,) = found["config"]["kc.user.profile.config"]
        assert old in text
        found["config"]["kc.user.profile.config"] = [text.replace(old, new, 1)]

    return edit


def step(flow: str, authenticator: str, field: str, value: object) -> Edit:
    """A step of the flow that is bound there, or of one below it."""

    def edit(realm: Json) -> None:
        aliases, found = [realm[flow]], []
        for alias in aliases:
            steps = _named(realm["authenticationFlows"], "alias", alias)["authenticationExecutions"]
            aliases += [each["flowAlias"] for each in steps if "flowAlias" in each]
            found += [each for each in steps if each.get("authenticator") == authenticator]
        found[0][field] = value

    return edit


def stock_flow(field: str) -> Edit:
    """One that Keycloak brings along: it lets in whoever has an account."""
    made = {
        "alias": "theirs",
        "topLevel": True,
        "builtIn": True,
        "authenticationExecutions": [
            {"authenticator": "auth-cookie", "requirement": "ALTERNATIVE", "priority": 10}
        ],
    }

    def edit(realm: Json) -> None:
        realm["authenticationFlows"].append(made)
        realm[field] = "theirs"

    return edit


def executor(name: str) -> Edit:
    """Take one out of what is enforced."""

    def edit(realm: Json) -> None:
        (only,) = realm["clientProfiles"]["profiles"]
        only["executors"].remove(_named(only["executors"], "executor", name))

    return edit


def policy(field: str, value: object) -> Edit:
    return lambda realm: _put(realm["clientPolicies"]["policies"][0], field, value)


def no_action(alias: str) -> Edit:
    return lambda realm: realm["requiredActions"].remove(
        _named(realm["requiredActions"], "alias", alias)
    )


def action(alias: str) -> Edit:
    return lambda realm: realm["requiredActions"].append({"alias": alias, "enabled": True})


def rights_asked(text: str) -> Edit:
    def edit(realm: Json) -> None:
        for each in realm["authenticatorConfig"]:
            if "egov.rights" in each["config"]:
                each["config"]["egov.rights"] = text

    return edit


def scope_mapper(scope: str, mapper: Json) -> Edit:
    return lambda realm: _named(realm["clientScopes"], "name", scope)["protocolMappers"].append(
        {"name": "by hand", "protocol": "openid-connect", "config": {}} | mapper
    )


def no_mappers(scope: str) -> Edit:
    return lambda realm: _put(_named(realm["clientScopes"], "name", scope), "protocolMappers", [])


def _directory(realm: Json) -> Json:
    found: Json = realm["components"][_DIRECTORY][0]
    return found


def _named(listed: list[Json], key: str, name: str) -> Json:
    return next(each for each in listed if each[key] == name)


def _put(there: Json, key: str, value: object) -> None:
    if value is ABSENT:
        del there[key]
    else:
        there[key] = value
