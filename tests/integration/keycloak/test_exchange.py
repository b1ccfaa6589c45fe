"""A module calls another in the person's name: only the ones it names in ``calls``.

The portal and the one-stop shop name the people API. An exchange runs no browser flow and so
passes no gate: the module that is called refuses who has no grant of its own.
"""

from collections.abc import Iterator

import httpx
import pytest
from egov_kit.module import discover

from tests.support._browser import Browser
from tests.support._desk import Desk, open_desk
from tests.support._mistakes import SHUT, client_with, scope_given
from tests.support._relying_party import EXCHANGE, RelyingParty, Tokens, tokens
from tests.support.keycloak import RunningKeycloak

TYPE = "urn:ietf:params:oauth:token-type:"


@pytest.fixture
def onestop(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "onestop")


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture
def people(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "egov-idp")


@pytest.fixture
def officer(keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser) -> Tokens:
    return onestop.sign_in(visitor, "annv", keycloak.password("danang", "annv"))


@pytest.fixture
def driver(keycloak: RunningKeycloak, portal: RelyingParty, other_visitor: Browser) -> Tokens:
    return portal.sign_in(other_visitor, "khanhvt", keycloak.password("danang", "khanhvt"))


@pytest.fixture(scope="module")
def desk(keycloak: RunningKeycloak, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(keycloak, tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def refusal(answer: httpx.Response) -> str:
    assert answer.status_code >= 400, answer.text
    assert "access_token" not in answer.text
    return str(answer.json()["error"])


def subject(token: str | None, kind: str = "access_token") -> dict[str, str]:
    return {
        "grant_type": EXCHANGE,
        "subject_token": token or "",
        "subject_token_type": f"{TYPE}{kind}",
    }


def test_module_calls_the_people_api_in_the_persons_name(
    onestop: RelyingParty, officer: Tokens
) -> None:
    got = tokens(onestop.exchange(officer.access_token, "egov-idp")).claims

    assert (got["aud"], got["azp"]) == ("egov-idp", "onestop")
    assert {name: got[name] for name in ("sub", "sid", "staff_id", "grants", "tenant")} == {
        name: officer.claims[name] for name in ("sub", "sid", "staff_id", "grants", "tenant")
    }


def test_portal_calls_the_people_api_for_who_may_open_no_module(
    portal: RelyingParty, driver: Tokens
) -> None:
    got = tokens(portal.exchange(driver.access_token, "egov-idp")).claims

    assert (got["aud"], got["azp"], got["preferred_username"]) == ("egov-idp", "portal", "khanhvt")


def test_exchange_brings_no_token_that_lives_on(portal: RelyingParty, driver: Tokens) -> None:
    plain = portal.exchange(driver.access_token, "egov-idp")
    asked = {"requested_token_type": f"{TYPE}refresh_token"}

    assert "refresh_token" not in plain.json()
    assert refusal(portal.exchange(driver.access_token, "egov-idp", **asked)) == "invalid_request"


@pytest.mark.parametrize(("caller", "callee"), [("portal", "onestop"), ("onestop", "portal")])
@pytest.mark.parametrize("named_by", ["scope", "audience", "both"])
def test_exchange_towards_a_module_that_calls_does_not_name_is_refused(
    request: pytest.FixtureRequest, caller: str, callee: str, named_by: str
) -> None:
    client: RelyingParty = request.getfixturevalue(caller)
    held: Tokens = request.getfixturevalue({"portal": "driver", "onestop": "officer"}[caller])
    asked = {"scope": f"call:{callee}", "audience": callee}
    if named_by != "both":
        asked = {named_by: asked[named_by]}

    answer = client.token(**subject(held.access_token), **asked)

    assert refusal(answer) == ("invalid_request" if named_by == "audience" else "invalid_scope")


def test_clients_may_ask_for_exactly_the_calls_they_name(keycloak: RunningKeycloak) -> None:
    admin = keycloak.admin("danang")
    given = {
        client["clientId"]: sorted(
            scope.removeprefix("call:")
            for scope in client["optionalClientScopes"]
            if scope.startswith("call:")
        )
        for client in admin.get_clients()
    }

    assert {name: calls for name, calls in given.items() if calls} == {
        module.name: sorted(module.calls) for module in discover() if module.calls
    }


def test_audience_of_a_call_is_asked_for_by_its_scope_alone(
    portal: RelyingParty, driver: Tokens
) -> None:
    answer = portal.token(**subject(driver.access_token), audience="egov-idp")

    assert refusal(answer) == "invalid_request"


def test_token_of_another_client_is_exchanged_for_nothing(
    onestop: RelyingParty, portal: RelyingParty, driver: Tokens, officer: Tokens
) -> None:
    assert refusal(onestop.exchange(driver.access_token, "egov-idp")) == "access_denied"
    assert refusal(portal.exchange(officer.access_token, "egov-idp")) == "access_denied"


def test_token_made_for_the_people_api_leads_no_further(
    onestop: RelyingParty, portal: RelyingParty, people: RelyingParty, driver: Tokens
) -> None:
    given = tokens(portal.exchange(driver.access_token, "egov-idp")).access_token

    assert refusal(onestop.exchange(given, "egov-idp")) == "access_denied"
    assert refusal(people.exchange(given, "onestop")) == "invalid_request"


@pytest.mark.parametrize("kind", ["id_token", "refresh_token"])
def test_only_an_access_token_is_exchanged(portal: RelyingParty, driver: Tokens, kind: str) -> None:
    asked = {"audience": "egov-idp", "scope": "call:egov-idp"}
    honest = portal.token(**subject(driver.raw[kind], kind), **asked)
    posing = portal.token(**subject(driver.raw[kind]), **asked)

    assert (refusal(honest), refusal(posing)) == ("invalid_request", "invalid_request")


@pytest.mark.parametrize("asked", ["requested_subject", "requested_issuer"])
def test_nobody_else_is_named_in_an_exchange(
    portal: RelyingParty, driver: Tokens, asked: str
) -> None:
    answer = portal.exchange(driver.access_token, "egov-idp", **{asked: "annv"})

    assert refusal(answer) == "invalid_request"


def test_public_client_exchanges_nothing(keycloak: RunningKeycloak, driver: Tokens) -> None:
    attributes = {"standard.token.exchange.enabled": "true", "pkce.code.challenge.method": "S256"}
    with keycloak.extra_client("danang", "by-hand", **SHUT, attributes=attributes) as client:
        answer = client.exchange(driver.access_token, "egov-idp")

    assert refusal(answer) == "invalid_client"


def test_after_sign_out_nothing_is_exchanged(
    keycloak: RunningKeycloak, portal: RelyingParty, driver: Tokens
) -> None:
    keycloak.forget("danang", "khanhvt")

    assert refusal(portal.exchange(driver.access_token, "egov-idp")) == "invalid_request"


def test_grant_that_was_withdrawn_is_not_in_the_token_for_a_call(
    keycloak: RunningKeycloak, onestop: RelyingParty, officer: Tokens
) -> None:
    with keycloak.granted("danang", "annv"):
        got = tokens(onestop.exchange(officer.access_token, "egov-idp")).claims

    assert officer.claims["grants"]
    assert "grants" not in got


@pytest.mark.parametrize(("username", "status"), [("khanhvt", 403), ("annv", 200)])
def test_callee_refuses_who_has_no_grant_of_its_own(
    keycloak: RunningKeycloak,
    desk: Desk,
    portal: RelyingParty,
    visitor: Browser,
    username: str,
    status: int,
) -> None:
    held = portal.sign_in(visitor, username, keycloak.password("danang", username))
    with scope_given(keycloak, "danang", "portal", "call:onestop"):
        given = tokens(portal.exchange(held.access_token, "onestop"))

    answer = desk.call("danang", given.access_token)

    assert given.claims["aud"] == "onestop"
    assert answer.status_code == status


def test_callee_refuses_the_grant_that_was_withdrawn(
    keycloak: RunningKeycloak, desk: Desk, onestop: RelyingParty, officer: Tokens
) -> None:
    before = desk.call("danang", officer.access_token)
    with keycloak.granted("danang", "annv"):
        renewed = tokens(onestop.refresh(officer))

    after = desk.call("danang", renewed.access_token)

    assert (before.status_code, after.status_code) == (200, 403)
    assert "insufficient_scope" in after.headers["WWW-Authenticate"]


def test_callee_takes_no_token_made_for_another(
    desk: Desk, portal: RelyingParty, onestop: RelyingParty, driver: Tokens, officer: Tokens
) -> None:
    towards_people = tokens(onestop.exchange(officer.access_token, "egov-idp")).access_token
    strange = [driver.access_token, towards_people, officer.id_token, officer.refresh_token]

    assert [desk.call("danang", each or "").status_code for each in strange] == [401] * 4


def test_token_is_told_about_to_its_addressee_alone(
    onestop: RelyingParty, portal: RelyingParty, driver: Tokens
) -> None:
    asked = {"token": driver.access_token}
    own = portal.post(portal.endpoint("token/introspect"), **asked)
    other = onestop.post(onestop.endpoint("token/introspect"), **asked)

    assert own.json()["active"] is True
    assert other.json() == {"active": False}


def test_exchange_switched_on_for_the_people_api_leads_nowhere(
    keycloak: RunningKeycloak, portal: RelyingParty, people: RelyingParty, driver: Tokens
) -> None:
    given = tokens(portal.exchange(driver.access_token, "egov-idp")).access_token
    with client_with(keycloak, "danang", "egov-idp", {"standard.token.exchange.enabled": "true"}):
        scope = people.exchange(given, "onestop")
        audience = people.token(**subject(given), audience="onestop")

    assert (refusal(scope), refusal(audience)) == ("invalid_scope", "invalid_request")
