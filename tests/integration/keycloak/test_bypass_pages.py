"""No way past the gate over Keycloak's own pages: links, other flows, other identity providers.

In the seed of Da Nang ``khanhvt`` may open no module and ``annv`` the one-stop shop.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from keycloak.exceptions import KeycloakPutError

from tests.support._browser import Browser, Form, Page
from tests.support._mistakes import (
    Neighbour,
    client_with,
    neighbour,
    no_policies,
    realm_with,
    step,
    ungated_flow,
)
from tests.support._relying_party import RelyingParty
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak
from tests.support.newcomers import Newcomer
from tests.support.passwords import ask

PASSWORD = "Made-by-hand-1234"


@pytest.fixture
def onestop(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "onestop")


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture
def neighbours(keycloak: RunningKeycloak) -> Iterator[Neighbour]:
    with neighbour(keycloak) as made:
        yield made


def sign_in(keycloak: RunningKeycloak, browser: Browser, page: Page, username: str) -> Page:
    return browser.sign_in(page, username, keycloak.password("danang", username))


def moved(page: Page, **over: str) -> Form:
    """The form of the sign-in page, sent with other words in its address."""
    form = page.form("password")
    return replace(form, action=step(page, "authenticate", **over))


def test_registration_that_was_switched_on_leads_nowhere(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser
) -> None:
    with realm_with(keycloak, "danang", registrationAllowed=True):
        asked = step(onestop.open(visitor), "registration", session_code="", execution="")
        page = visitor.get(asked)

    assert (page.status, page.forms) == (401, ())


@pytest.mark.parametrize("way", ["restart", "reset-credentials"])
def test_link_for_a_forgotten_password_signs_nobody_in_by_another_step(
    keycloak: RunningKeycloak,
    onestop: RelyingParty,
    visitor: Browser,
    newcomer: Newcomer,
    way: str,
) -> None:
    mailbox = keycloak.mailbox("danang", newcomer.username)
    ask(visitor, onestop, newcomer.username)
    opened = visitor.get(mailbox.link())

    page = visitor.get(step(opened, way))

    assert not onestop.arrived(page)
    assert onestop.open(visitor).asks_for("password")


def test_link_for_a_forgotten_password_asked_for_without_an_application_leads_nowhere(
    keycloak: RunningKeycloak, visitor: Browser, newcomer: Newcomer
) -> None:
    page = visitor.get(f"{keycloak.issuer('danang')}/login-actions/reset-credentials")

    page = visitor.submit(page.form("username"), username=newcomer.username)

    assert (page.status, page.forms) == (400, ())


@pytest.mark.parametrize("flow", ["browserFlow", "resetCredentialsFlow"])
@pytest.mark.parametrize("authenticator", ["egov-reset-mail", "reset-password", "egov-gate"])
def test_forgotten_password_starts_at_no_later_step(
    keycloak: RunningKeycloak,
    onestop: RelyingParty,
    visitor: Browser,
    flow: str,
    authenticator: str,
) -> None:
    admin = keycloak.admin("danang")
    steps = admin.get_authentication_flow_executions(admin.get_realm("danang")[flow])
    number = next((s["id"] for s in steps if s.get("providerId") == authenticator), "none")
    page = visitor.get(onestop.open(visitor).links["egov-forgotten"])
    form = page.form("username")

    there = replace(form, action=step(page, "reset-credentials", execution=number))
    answer = visitor.submit(there, username="khanhvt")

    assert not onestop.arrived(answer)
    assert not answer.asks_for("password-new")
    assert onestop.open(visitor).asks_for("password")


@pytest.mark.parametrize("way", ["prompt", "address"])
def test_nobody_registers_as_a_person(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser, way: str
) -> None:
    asked = onestop.authorization_url(prompt="create" if way == "prompt" else "")
    if way == "address":
        asked = asked.replace("/auth?", "/registrations?")
    with realm_with(keycloak, "danang", registrationAllowed=True):
        page = visitor.get(asked)

    assert (page.status, page.forms) == (401, ())


@pytest.mark.parametrize("actions", [["UPDATE_PASSWORD"], ["CONFIGURE_TOTP"], ["VERIFY_EMAIL"], []])
def test_link_of_an_administrator_signs_nobody_in(
    keycloak: RunningKeycloak,
    directory: RunningDirectory,
    onestop: RelyingParty,
    visitor: Browser,
    actions: list[str],
) -> None:
    user, http = keycloak.user_id("danang", "khanhvt"), keycloak.admin("danang").connection
    path = f"admin/realms/danang/users/{user}/execute-actions-email"
    asked = {"client_id": "onestop", "redirect_uri": onestop.redirect_uri}
    mailbox = keycloak.mailbox("danang", "khanhvt")
    assert http.raw_put(path, data=json.dumps(actions), **asked).ok
    done = obey(keycloak, directory, visitor, mailbox.link())

    assert not onestop.arrived(done)
    assert onestop.open(visitor).asks_for("password")


def obey(
    keycloak: RunningKeycloak, directory: RunningDirectory, visitor: Browser, link: str
) -> Page:
    """Do what the link asks for; a password is put back afterwards."""
    page = visitor.get(visitor.get(link).links["egov-continue"])
    if page.asks_for("totpSecret"):
        page, _ = visitor.enrol(page)
        keycloak.forget("danang", "khanhvt")
    elif page.asks_for("password-new"):
        chosen = {"password-new": PASSWORD, "password-confirm": PASSWORD}
        page = visitor.submit(page.form("password-new"), **chosen)
        first = keycloak.password("danang", "khanhvt")
        keycloak.admin("danang").set_user_password(
            keycloak.user_id("danang", "khanhvt"), first, temporary=False
        )
    return page


@pytest.mark.parametrize("action", ["UPDATE_PASSWORD", "CONFIGURE_TOTP"])
def test_action_that_a_module_asks_for_comes_after_the_gate(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser, action: str
) -> None:
    page = onestop.open(visitor, kc_action=action)

    assert sign_in(keycloak, visitor, page, "khanhvt").status == 403


@pytest.mark.parametrize(
    "path",
    [
        "authenticate",
        "required-action",
        "consent",
        "first-broker-login",
        "post-broker-login",
        "registration",
        "reset-credentials",
        "restart",
        "detached-info",
    ],
)
def test_refused_person_jumps_to_no_other_step(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser, path: str
) -> None:
    refused = sign_in(keycloak, visitor, onestop.open(visitor), "khanhvt")

    page = visitor.get(step(refused, path))

    assert refused.status == 403
    assert not onestop.arrived(page)
    assert not onestop.arrived(onestop.open(visitor))


@pytest.mark.parametrize("authenticator", ["egov-gate", "egov-second-factor", "auth-cookie"])
def test_sign_in_starts_at_no_later_step(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser, authenticator: str
) -> None:
    flow = keycloak.document("danang")["browserFlow"]
    steps = keycloak.admin("danang").get_authentication_flow_executions(flow)
    number = next(s["id"] for s in steps if s.get("providerId") == authenticator)
    page = onestop.open(visitor)

    answer = visitor.submit(moved(page, execution=number))

    assert not onestop.arrived(answer)
    assert onestop.open(visitor).asks_for("password")


def test_sign_in_begun_for_the_portal_does_not_end_at_a_module(
    keycloak: RunningKeycloak, onestop: RelyingParty, portal: RelyingParty, visitor: Browser
) -> None:
    page = portal.open(visitor)
    password = keycloak.password("danang", "khanhvt")

    answer = visitor.submit(moved(page, client_id="onestop"), username="khanhvt", password=password)

    assert answer.status == 400


def test_tab_that_waited_while_another_signed_in_is_refused_too(
    keycloak: RunningKeycloak, onestop: RelyingParty, portal: RelyingParty, visitor: Browser
) -> None:
    waiting, other = onestop.open(visitor), portal.open(visitor)
    assert portal.arrived(sign_in(keycloak, visitor, other, "khanhvt"))

    assert sign_in(keycloak, visitor, waiting, "khanhvt").status == 403


@pytest.mark.parametrize(("username", "enters"), [("khanhvt", False), ("annv", True)])
def test_pushed_request_passes_the_same_gate(
    keycloak: RunningKeycloak,
    onestop: RelyingParty,
    visitor: Browser,
    username: str,
    enters: bool,
) -> None:
    page = visitor.get(onestop.pushed_url())

    assert onestop.arrived(sign_in(keycloak, visitor, page, username)) is enters


def test_stranger_of_another_identity_provider_is_nobody_here(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser, neighbours: Neighbour
) -> None:
    page = neighbours.start(visitor, onestop)
    page = visitor.sign_in(page, "annv", keycloak.password("quang-nam", "annv"))

    assert (page.status, page.forms) == (401, ())


@pytest.mark.parametrize(("username", "gets"), [("khanhvt", 400), ("annv", 200)])
def test_sign_in_at_another_identity_provider_brings_no_token_past_the_gate(
    keycloak: RunningKeycloak,
    onestop: RelyingParty,
    visitor: Browser,
    neighbours: Neighbour,
    username: str,
    gets: int,
) -> None:
    with neighbours.linked(username, "annv"):
        page = neighbours.start(visitor, onestop)
        page = visitor.sign_in(page, "annv", keycloak.password("quang-nam", "annv"))
        answer = onestop.try_to_redeem(page)

    assert answer.status_code == gets


def test_flow_without_gate_cannot_be_given_to_a_client(keycloak: RunningKeycloak) -> None:
    with (
        ungated_flow(keycloak, "danang") as flow,
        pytest.raises(KeycloakPutError, match="sign-in flow of its own"),
        client_with(
            keycloak, "danang", "onestop", authenticationFlowBindingOverrides={"browser": flow}
        ),
    ):
        pass


def test_flow_without_gate_given_during_a_sign_in_comes_too_late(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser
) -> None:
    page = onestop.open(visitor)
    with (
        no_policies(keycloak, "danang"),
        ungated_flow(keycloak, "danang") as flow,
        client_with(
            keycloak, "danang", "onestop", authenticationFlowBindingOverrides={"browser": flow}
        ),
    ):
        page = sign_in(keycloak, visitor, page, "khanhvt")

    assert page.status == 403


@pytest.mark.parametrize(
    ("flow_stays", "error"), [(True, "invalid_grant"), (False, "access_denied")]
)
def test_code_of_a_flow_without_gate_brings_no_token(
    keycloak: RunningKeycloak,
    onestop: RelyingParty,
    visitor: Browser,
    flow_stays: bool,
    error: str,
) -> None:
    with ungated_flow(keycloak, "danang") as flow, ExitStack() as mistakes:
        own = {"authenticationFlowBindingOverrides": {"browser": flow}}
        with no_policies(keycloak, "danang"):
            mistakes.enter_context(client_with(keycloak, "danang", "onestop", **own))
            page = sign_in(keycloak, visitor, onestop.open(visitor), "khanhvt")
        if not flow_stays:
            mistakes.close()
        answer = onestop.try_to_redeem(page)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize("path", ["saml", "saml/descriptor", "saml/clients/onestop"])
def test_the_older_protocol_is_not_in_the_server(
    keycloak: RunningKeycloak, visitor: Browser, path: str
) -> None:
    assert visitor.get(f"{keycloak.issuer('danang')}/protocol/{path}").status == 404


def test_user_made_in_keycloak_with_all_the_attributes_enters_nothing(
    keycloak: RunningKeycloak, onestop: RelyingParty, portal: RelyingParty, visitor: Browser
) -> None:
    officer = keycloak.directory.person("danang", "annv")
    attributes = {
        "egovStaffId": [str(officer.staff_id)],
        "egovStatus": ["active"],
        "egovModule": ["onestop"],
        "egovGrant": ["onestop.counter@H17.08"],
        "fullName": ["Nguyễn Văn An"],
    }
    credentials = [{"type": "password", "value": PASSWORD, "temporary": False}]
    admin = keycloak.admin("danang")
    user = admin.create_user(
        {
            "username": "by-hand",
            "enabled": True,
            "attributes": attributes,
            "credentials": credentials,
        }
    )
    try:
        page = visitor.sign_in(onestop.open(visitor), "by-hand", PASSWORD)
        also = portal.open(visitor)
    finally:
        admin.delete_user(user)

    assert (page.status, also.status) == (403, 403)


def test_administrator_gives_no_grant_in_keycloak(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser
) -> None:
    admin, user = keycloak.admin("danang"), keycloak.user_id("danang", "khanhvt")
    before = admin.get_user(user)

    admin.update_user(
        user, before | {"attributes": before["attributes"] | {"egovModule": ["onestop"]}}
    )

    assert sign_in(keycloak, visitor, onestop.open(visitor), "khanhvt").status == 403
    assert admin.get_user(user)["attributes"] == before["attributes"]
