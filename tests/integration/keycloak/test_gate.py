"""Who may open a module is decided by Keycloak, from the directory, at every launch.

In the seed of Da Nang ``annv`` may open the one-stop shop and ``khanhvt`` may open no module.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from keycloak.exceptions import KeycloakPostError

from tests.support._browser import Browser
from tests.support._relying_party import claims
from tests.support.keycloak import RunningKeycloak


@pytest.fixture(autouse=True)
def _start_afresh(keycloak: RunningKeycloak) -> None:
    for username in ("annv", "khanhvt", "hoanq"):
        keycloak.forget("danang", username)


def test_holder_of_a_grant_enters_by_password(keycloak: RunningKeycloak, visitor: Browser) -> None:
    onestop = keycloak.client("danang", "onestop")

    page = visitor.sign_in(onestop.open(visitor), "annv", keycloak.password("danang", "annv"))

    assert onestop.redeem(page).claims["preferred_username"] == "annv"


def test_holder_of_a_grant_enters_silently_on_a_live_session(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    keycloak.client("danang", "portal").sign_in(
        visitor, "annv", keycloak.password("danang", "annv")
    )
    onestop = keycloak.client("danang", "onestop")

    assert onestop.redeem(onestop.open(visitor)).claims["aud"] == "onestop"


def test_person_without_grant_is_refused_after_the_password(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop = keycloak.client("danang", "onestop")

    page = visitor.sign_in(onestop.open(visitor), "khanhvt", keycloak.password("danang", "khanhvt"))

    assert page.status == 403
    assert "Một cửa điện tử" in page.text


def test_person_without_grant_is_refused_on_a_live_session(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    keycloak.client("danang", "portal").sign_in(
        visitor, "khanhvt", keycloak.password("danang", "khanhvt")
    )

    page = keycloak.client("danang", "onestop").open(visitor)

    assert page.status == 403


def test_everybody_active_may_open_the_portal(keycloak: RunningKeycloak, visitor: Browser) -> None:
    portal = keycloak.client("danang", "portal")

    tokens = portal.sign_in(visitor, "khanhvt", keycloak.password("danang", "khanhvt"))

    assert tokens.claims["aud"] == "portal"
    assert "grants" not in tokens.claims


def test_refusal_leaves_the_session_for_other_modules(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    before = portal.sign_in(visitor, "khanhvt", keycloak.password("danang", "khanhvt"))

    keycloak.client("danang", "onestop").open(visitor)

    assert portal.redeem(portal.open(visitor)).claims["sid"] == before.claims["sid"]


def test_first_sign_in_that_ends_refused_keeps_the_session_it_earned(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop, portal = (keycloak.client("danang", name) for name in ("onestop", "portal"))
    visitor.sign_in(onestop.open(visitor), "khanhvt", keycloak.password("danang", "khanhvt"))

    tokens = portal.redeem(portal.open(visitor))

    assert tokens.claims["preferred_username"] == "khanhvt"
    assert tokens.claims["acr"] == "1"


def test_refused_sign_in_gives_the_refused_module_no_part_in_the_session(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop = keycloak.client("danang", "onestop")
    visitor.sign_in(onestop.open(visitor), "khanhvt", keycloak.password("danang", "khanhvt"))

    sessions = keycloak.admin("danang").get_sessions(keycloak.user_id("danang", "khanhvt"))

    assert [session["clients"] for session in sessions] == [{}]


def test_refused_sign_in_with_a_second_factor_still_to_enrol_earns_no_session(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop = keycloak.client("danang", "onestop")
    refused = visitor.sign_in(onestop.open(visitor), "hoanq", keycloak.password("danang", "hoanq"))

    page = keycloak.client("danang", "portal").open(visitor)

    assert refused.status == 403
    assert page.asks_for("password")


def test_ten_refusals_count_no_wrong_password(keycloak: RunningKeycloak, visitor: Browser) -> None:
    onestop, portal = (keycloak.client("danang", name) for name in ("onestop", "portal"))
    password = keycloak.password("danang", "khanhvt")
    for _ in range(10):
        visitor.forget_cookies()
        assert visitor.sign_in(onestop.open(visitor), "khanhvt", password).status == 403

    visitor.forget_cookies()

    assert keycloak.failures("danang", "khanhvt") == 0
    assert portal.sign_in(visitor, "khanhvt", password)


def test_silent_check_of_a_refused_person_answers_access_denied(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    keycloak.client("danang", "portal").sign_in(
        visitor, "khanhvt", keycloak.password("danang", "khanhvt")
    )

    page = keycloak.client("danang", "onestop").open(visitor, prompt="none")

    assert page.query["error"] == "access_denied"
    assert page.query["iss"] == keycloak.issuer("danang")


def test_silent_check_without_a_session_answers_login_required(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    page = keycloak.client("danang", "onestop").open(visitor, prompt="none")

    assert page.query["error"] == "login_required"


def test_silent_refusal_is_recorded_once(keycloak: RunningKeycloak, visitor: Browser) -> None:
    keycloak.client("danang", "portal").sign_in(
        visitor, "khanhvt", keycloak.password("danang", "khanhvt")
    )
    admin, user = keycloak.admin("danang"), keycloak.user_id("danang", "khanhvt")
    admin.connection.raw_delete("admin/realms/danang/events")

    keycloak.client("danang", "onestop").open(visitor, prompt="none")

    events = [event for event in admin.get_events() if event.get("userId") == user]
    assert [(event["type"], event["error"]) for event in events] == [
        ("LOGIN_ERROR", "access_denied")
    ]


def test_grant_given_meanwhile_counts_when_the_refusal_is_loaded_again(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop = keycloak.client("danang", "onestop")
    refused = visitor.sign_in(
        onestop.open(visitor), "khanhvt", keycloak.password("danang", "khanhvt")
    )

    with keycloak.granted("danang", "khanhvt", "onestop.counter@H17.08"):
        tokens = onestop.redeem(visitor.get(refused.url))

    assert tokens.claims["grants"] == ["onestop.counter@H17.08"]


def test_refusal_that_is_loaded_again_stays_a_refusal(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop = keycloak.client("danang", "onestop")
    refused = visitor.sign_in(
        onestop.open(visitor), "khanhvt", keycloak.password("danang", "khanhvt")
    )

    assert visitor.get(refused.url).status == 403


def test_refusal_page_is_in_the_language_asked_for(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    keycloak.client("danang", "portal").sign_in(
        visitor, "khanhvt", keycloak.password("danang", "khanhvt")
    )
    onestop = keycloak.client("danang", "onestop")

    assert '<html lang="vi"' in onestop.open(visitor).text
    page = onestop.open(visitor, ui_locales="en")
    assert '<html lang="en"' in page.text
    assert "One-stop shop" in page.text


def test_refusal_page_leads_back_to_the_portal(keycloak: RunningKeycloak, visitor: Browser) -> None:
    onestop = keycloak.client("danang", "onestop")

    page = visitor.sign_in(onestop.open(visitor), "khanhvt", keycloak.password("danang", "khanhvt"))

    portal = keycloak.settings.module_url("danang", "portal", portal=True)
    assert page.links["egov-portal"] == f"{portal}/"


def test_signing_in_as_someone_else_arrives_as_that_person(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop, portal = (keycloak.client("danang", name) for name in ("onestop", "portal"))
    old = portal.sign_in(visitor, "khanhvt", keycloak.password("danang", "khanhvt"))

    page = visitor.submit(onestop.open(visitor).form("switchUser"))
    new = onestop.redeem(visitor.sign_in(page, "annv", keycloak.password("danang", "annv"))).claims

    assert new["preferred_username"] == "annv"
    assert new["sid"] != old.claims["sid"]
    assert portal.refresh(old).json()["error"] == "invalid_grant"


def test_signing_in_as_someone_else_tells_the_modules_of_the_old_session(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop, portal = (keycloak.client("danang", name) for name in ("onestop", "portal"))
    with keycloak.back_channel("danang", "portal") as heard:
        old = portal.sign_in(visitor, "khanhvt", keycloak.password("danang", "khanhvt"))

        visitor.submit(onestop.open(visitor).form("switchUser"))

        told = claims(heard.calls[0].form["logout_token"])
    assert (told["sid"], len(heard.calls)) == (old.claims["sid"], 1)


def test_client_that_names_no_module_lets_nobody_in(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    with keycloak.extra_client("danang", "by-hand") as client:
        page = visitor.sign_in(client.open(visitor), "annv", keycloak.password("danang", "annv"))

    assert page.status == 403


def test_client_with_a_flow_of_its_own_cannot_be_made(keycloak: RunningKeycloak) -> None:
    with (
        pytest.raises(KeycloakPostError, match="flow of its own"),
        keycloak.extra_client("danang", "own-flow", **_own_flow(keycloak)),
    ):
        pass


def test_client_that_has_a_flow_of_its_own_all_the_same_is_refused(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    with (
        _policies_lifted(keycloak) as put_back,
        keycloak.extra_client("danang", "own-flow", **_own_flow(keycloak)) as client,
    ):
        put_back()
        page = client.open(visitor)

    assert page.query["error"] == "unauthorized_client"


def _own_flow(keycloak: RunningKeycloak) -> dict[str, dict[str, str]]:
    flows = keycloak.admin("danang").get_authentication_flows()
    refuse = keycloak.document("danang")["directGrantFlow"]
    forms = next(flow["id"] for flow in flows if flow["alias"] == refuse)
    return {"authenticationFlowBindingOverrides": {"browser": forms}}


@contextmanager
def _policies_lifted(keycloak: RunningKeycloak) -> Iterator[Callable[[], object]]:
    """As if Keycloak's administrator had lifted them, until the function is called."""
    connection = keycloak.admin("danang").connection
    path = "admin/realms/danang/client-policies/policies"
    before = connection.raw_get(path).json()
    off = [policy | {"enabled": False} for policy in before["policies"]]

    def put_back() -> object:
        return connection.raw_put(path, data=json.dumps({"policies": before["policies"]}))

    connection.raw_put(path, data=json.dumps({"policies": off}))
    try:
        yield put_back
    finally:
        put_back()
