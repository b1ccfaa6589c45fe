"""The realm document: what every module of a province becomes in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from egov_idp.mail.server import MailServer
from egov_idp.realms import Addresses, document, load
from egov_idp.realms.flow_names import OURS
from egov_idp.realms.flows import second_factor_rights
from egov_idp.secrets import SecretStore
from egov_kit.module import GrantRule, Module

ADDRESSES = Addresses(
    scheme="https",
    host="egov.example.vn",
    internal="http://10.0.0.5:8001",
    directory=("ldap://10.0.0.1", "ldap://10.0.0.2"),
    mail=MailServer(
        host="mail.example.vn", port=465, security="tls", sender="no-reply@{tenant}.example.vn"
    ),
)


def _module(name: str, **over: Any) -> Module:  # noqa: ANN401 - any field of Module
    usual: dict[str, Any] = {
        "kind": "module",
        "roles": ("worker", "admin"),
        "second_factor": (),
        "scopes": (),
        "calls": (),
    }
    return Module(
        name=name,
        package=f"egov_apps.{name}",
        title={"vi": f"{name} vi", "en": f"{name} en"},
        summary={"vi": "vi", "en": "en"},
        category="services",
        audience="staff",
        grants=(GrantRule(role="worker", titles=("clerk",), units=("commune",)),),
        **(usual | over),
    )


DESK = _module("desk", calls=("people",), scopes=("desk.read",))
PEOPLE = _module("people", kind="api", second_factor=("admin",), scopes=("people.read",))
PORTAL = _module("portal", kind="portal", calls=("people",))
MODULES = (DESK, PEOPLE, PORTAL)


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Any]:
    return document(load("danang"), MODULES, ADDRESSES, SecretStore(tmp_path))


def _client(made: dict[str, Any], name: str) -> dict[str, Any]:
    return next(client for client in made["clients"] if client["clientId"] == name)


def test_same_input_gives_the_same_document(tmp_path: Path) -> None:
    spec, secrets = load("danang"), SecretStore(tmp_path)

    first = document(spec, MODULES, ADDRESSES, secrets)

    assert first == document(spec, MODULES, ADDRESSES, secrets)
    assert json.loads(json.dumps(first)) == first


def test_module_is_reached_under_its_own_name(made: dict[str, Any]) -> None:
    desk = _client(made, "desk")

    assert desk["redirectUris"] == ["https://desk.egov.example.vn/oidc/callback"]
    assert desk["attributes"]["egov.module"] == "desk"
    assert desk["attributes"]["backchannel.logout.url"] == (
        "http://10.0.0.5:8001/desk/oidc/backchannel-logout"
    )


def test_portal_is_reached_under_the_province_and_open_to_all(made: dict[str, Any]) -> None:
    portal = _client(made, "portal")

    assert portal["redirectUris"] == ["https://egov.example.vn/oidc/callback"]
    assert portal["attributes"]["egov.module"] == "open"


def test_api_signs_nobody_in(made: dict[str, Any]) -> None:
    people = _client(made, "people")

    assert (people["standardFlowEnabled"], people["redirectUris"]) == (False, [])


def test_token_in_an_api_s_own_name_is_addressed_to_nobody(made: dict[str, Any]) -> None:
    assert _client(made, "people")["protocolMappers"] == []
    assert [each["name"] for each in _client(made, "desk")["protocolMappers"]] == ["audience desk"]


def test_the_people_api_alone_has_a_service_account_with_one_right(tmp_path: Path) -> None:
    modules = (*MODULES, _module("egov-idp", kind="api"))
    made = document(load("danang"), modules, ADDRESSES, SecretStore(tmp_path))

    having = [c["clientId"] for c in made["clients"] if c["serviceAccountsEnabled"]]

    assert having == ["egov-idp"]
    assert [user["clientRoles"] for user in made["users"]] == [
        {"realm-management": ["manage-users"]}
    ]
    assert made["clientScopeMappings"] == {
        "realm-management": [{"client": "egov-idp", "roles": ["manage-users"]}]
    }


def test_only_who_calls_others_may_exchange_tokens_and_only_for_those(
    made: dict[str, Any],
) -> None:
    desk, people = _client(made, "desk"), _client(made, "people")

    assert desk["attributes"]["standard.token.exchange.enabled"] == "true"
    assert desk["optionalClientScopes"] == ["call:people", "desk.read", "people.read"]
    assert people["attributes"]["standard.token.exchange.enabled"] == "false"
    assert people["optionalClientScopes"] == ["people.read"]


def test_every_scope_a_client_has_is_defined(made: dict[str, Any]) -> None:
    defined = {scope["name"] for scope in made["clientScopes"]}

    for client in made["clients"]:
        assert {*client["defaultClientScopes"], *client["optionalClientScopes"]} <= defined


def test_every_flow_and_configuration_that_is_named_is_defined(made: dict[str, Any]) -> None:
    aliases = {flow["alias"] for flow in made["authenticationFlows"]}
    configurations = {config["alias"] for config in made["authenticatorConfig"]}
    steps = [
        step for flow in made["authenticationFlows"] for step in flow["authenticationExecutions"]
    ]

    assert {step["flowAlias"] for step in steps if "flowAlias" in step} <= aliases
    assert {s["authenticatorConfig"] for s in steps if "authenticatorConfig" in s} == configurations
    bound = {key: value for key, value in made.items() if key.endswith("Flow")}
    del bound["accessTokenLifespanForImplicitFlow"]
    assert set(bound.values()) <= aliases


def test_gate_is_the_last_step_and_required(made: dict[str, Any]) -> None:
    browser = next(f for f in made["authenticationFlows"] if f["alias"] == made["browserFlow"])

    last = max(browser["authenticationExecutions"], key=lambda step: step["priority"])

    assert (last["authenticator"], last["requirement"]) == ("egov-gate", "REQUIRED")


def test_forgotten_password_passes_the_second_factor_before_the_new_one(
    made: dict[str, Any],
) -> None:
    reset = next(
        f for f in made["authenticationFlows"] if f["alias"] == made["resetCredentialsFlow"]
    )

    steps = [s.get("authenticator", "second factor") for s in reset["authenticationExecutions"]]

    ours = ["egov-forgotten-name", "egov-reset-mail"]
    assert made["resetPasswordAllowed"]
    assert steps == [*ours, "second factor", "reset-password", "egov-gate"]


def test_rights_that_ask_for_a_second_factor_come_from_the_modules(made: dict[str, Any]) -> None:
    configured = next(
        c["config"] for c in made["authenticatorConfig"] if "egov.rights" in c["config"]
    )

    assert second_factor_rights(MODULES) == ("people.admin",)
    assert configured["egov.rights"] == "people.admin"


def test_client_holds_the_public_half_of_its_key_alone(
    made: dict[str, Any], tmp_path: Path
) -> None:
    (held,) = json.loads(_client(made, "desk")["attributes"]["jwks.string"])["keys"]

    assert held["kid"] == SecretStore(tmp_path).key("danang/clients/desk.jwk")["kid"]
    assert "d" not in held


def test_all_replicas_of_the_directory_are_named(made: dict[str, Any]) -> None:
    (directory,) = made["components"]["org.keycloak.storage.UserStorageProvider"]

    assert directory["config"]["connectionUrl"] == ["ldap://10.0.0.1 ldap://10.0.0.2"]


def test_every_attribute_of_a_person_is_declared_in_the_profile(made: dict[str, Any]) -> None:
    (directory,) = made["components"]["org.keycloak.storage.UserStorageProvider"]
    (profile,) = made["components"]["org.keycloak.userprofile.UserProfileProvider"]
    (mappers,) = directory["subComponents"].values()
    declared = json.loads(profile["config"]["kc.user.profile.config"][0])["attributes"]

    read = {mapper["config"]["user.model.attribute"][0] for mapper in mappers}

    assert read == {attribute["name"] for attribute in declared}
    assert all(mapper["config"]["read.only"] == ["true"] for mapper in mappers)


def test_names_of_flows_end_in_a_digest_of_their_content(tmp_path: Path) -> None:
    spec, secrets = load("danang"), SecretStore(tmp_path)
    longer = spec.sessions.model_copy(update={"longest_hours": 9})
    other = spec.model_copy(update={"sessions": longer})

    now, then = (document(each, MODULES, ADDRESSES, secrets) for each in (spec, other))

    assert OURS.fullmatch(now["browserFlow"])
    assert now["browserFlow"] != then["browserFlow"]
    assert now["directGrantFlow"] == then["directGrantFlow"]
    enforced = now["clientProfiles"]["profiles"][0]["executors"][2]["configuration"]
    assert enforced == {"auth-flow-alias": now["browserFlow"]}
