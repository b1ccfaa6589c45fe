"""Whoever and whatever comes from Quảng Nam is worth nothing in Da Nang.

Both provinces have an ``annv``: two people, two passwords. What their directories keep apart is
tried in ``tests/integration/directory/test_access.py``.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from egov_kit.simulator import Loopback, Reply

from tests.support._browser import Browser
from tests.support._desk import Desk, open_desk
from tests.support._relying_party import RelyingParty, Tokens, tokens
from tests.support.keycloak import RunningKeycloak

HERE, THERE = "danang", "quang-nam"


@pytest.fixture(autouse=True)
def _start_afresh(keycloak: RunningKeycloak) -> None:
    for tenant in (HERE, THERE):
        keycloak.forget(tenant, "annv")


@pytest.fixture
def here(keycloak: RunningKeycloak) -> RelyingParty:
    """The one-stop shop of Da Nang."""
    return keycloak.client(HERE, "onestop")


@pytest.fixture
def there(keycloak: RunningKeycloak) -> RelyingParty:
    """The one-stop shop of Quảng Nam."""
    return keycloak.client(THERE, "onestop")


@pytest.fixture
def foreign(keycloak: RunningKeycloak, there: RelyingParty, visitor: Browser) -> Tokens:
    """What an officer of Quảng Nam holds who has just signed in there with ``visitor``."""
    return there.sign_in(visitor, "annv", keycloak.password(THERE, "annv"))


@pytest.fixture(scope="module")
def desk(keycloak: RunningKeycloak, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(keycloak, tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def refusal(answer: httpx.Response) -> str:
    assert answer.status_code >= 400, answer.text
    assert "access_token" not in answer.text
    return str(answer.json()["error"])


def posing(token: str, issuer: str) -> str:
    """That token with another issuer written into it; the signature stays."""
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    text = json.dumps(said | {"iss": issuer}).encode()
    return f"{head}.{base64.urlsafe_b64encode(text).rstrip(b'=').decode()}.{signature}"


def test_two_people_of_one_user_name_are_two_people(
    keycloak: RunningKeycloak, here: RelyingParty, foreign: Tokens, other_visitor: Browser
) -> None:
    own = here.sign_in(other_visitor, "annv", keycloak.password(HERE, "annv"))

    assert (own.claims["tenant"], foreign.claims["tenant"]) == (HERE, THERE)
    for name in ("iss", "sub", "sid", "staff_id"):
        assert own.claims[name] != foreign.claims[name]


@pytest.mark.parametrize(("at", "of"), [(HERE, THERE), (THERE, HERE)])
def test_password_of_another_province_signs_nobody_in(
    keycloak: RunningKeycloak, visitor: Browser, at: str, of: str
) -> None:
    client = keycloak.client(at, "onestop")

    page = visitor.sign_in(client.open(visitor), "annv", keycloak.password(of, "annv"))

    assert page.asks_for("password")
    assert keycloak.failures(at, "annv") == 1
    assert keycloak.failures(of, "annv") == 0


def test_person_of_another_province_does_not_exist(
    keycloak: RunningKeycloak, here: RelyingParty, visitor: Browser
) -> None:
    in_danang = {person.username for person in keycloak.directory.open(HERE).list_people()}
    only_there = next(
        person.username
        for person in keycloak.directory.open(THERE).list_people()
        if person.username not in in_danang
    )

    page = visitor.sign_in(here.open(visitor), only_there, keycloak.password(THERE, only_there))

    assert page.asks_for("password")
    assert keycloak.admin(HERE).get_users({"username": only_there, "exact": True}) == []


def test_session_of_one_province_opens_nothing_in_another(
    here: RelyingParty, foreign: Tokens, visitor: Browser
) -> None:
    assert foreign.claims["tenant"] == THERE
    assert here.open(visitor).asks_for("password")
    assert here.open(visitor, prompt="none").query["error"] == "login_required"


def test_session_cookie_moved_to_another_realm_opens_nothing(
    here: RelyingParty, foreign: Tokens, visitor: Browser, other_visitor: Browser
) -> None:
    moved = {name: value for name, value in visitor.cookies.items() if "KEYCLOAK" in name}
    host = urlsplit(here.issuer).hostname or ""
    for name, value in moved.items():
        other_visitor.set_cookie(name, value, domain=host, path=f"/realms/{HERE}/")

    page = here.open(other_visitor)

    assert "KEYCLOAK_IDENTITY" in moved
    assert foreign.claims["tenant"] == THERE
    assert page.asks_for("password")


def test_code_of_another_province_is_refused(
    keycloak: RunningKeycloak, here: RelyingParty, there: RelyingParty, visitor: Browser
) -> None:
    page = visitor.sign_in(there.open(visitor), "annv", keycloak.password(THERE, "annv"))

    answer = here.token(
        grant_type="authorization_code",
        code=page.query["code"],
        redirect_uri=there.redirect_uri,
        code_verifier=there._verifiers[page.query["state"]],
    )

    assert refusal(answer) == "invalid_grant"


def test_refresh_token_of_another_province_is_refused(here: RelyingParty, foreign: Tokens) -> None:
    assert refusal(here.refresh(foreign)) == "invalid_grant"


def test_userinfo_tells_nothing_to_a_token_of_another_province(
    here: RelyingParty, there: RelyingParty, foreign: Tokens
) -> None:
    assert here.userinfo(foreign.access_token).status_code == 401
    assert there.userinfo(foreign.access_token).status_code == 200


def test_token_of_another_province_is_introspected_as_nothing(
    here: RelyingParty, foreign: Tokens
) -> None:
    answer = here.post(here.endpoint("token/introspect"), token=foreign.access_token)

    assert answer.json() == {"active": False}


def test_token_of_another_province_is_exchanged_for_nothing(
    here: RelyingParty, foreign: Tokens
) -> None:
    assert refusal(here.exchange(foreign.access_token, "egov-idp")) == "invalid_request"


def test_key_of_a_client_of_another_province_is_refused(
    here: RelyingParty, there: RelyingParty, foreign: Tokens
) -> None:
    assert foreign.refresh_token
    impostor = replace(there, issuer=here.issuer)

    answer = impostor.token(grant_type="refresh_token", refresh_token=foreign.refresh_token)

    assert refusal(answer) == "invalid_client"


def test_assertion_for_one_realm_is_no_proof_to_another(
    keycloak: RunningKeycloak, here: RelyingParty, foreign: Tokens
) -> None:
    answer = httpx.post(
        f"{keycloak.server}/realms/{HERE}/protocol/openid-connect/token",
        data=here.authentication(aud=keycloak.issuer(THERE))
        | {"grant_type": "refresh_token", "refresh_token": foreign.refresh_token or ""},
    )

    assert refusal(answer) == "invalid_client"


def test_id_token_of_another_province_signs_nobody_out(
    keycloak: RunningKeycloak,
    here: RelyingParty,
    there: RelyingParty,
    foreign: Tokens,
    other_visitor: Browser,
) -> None:
    own = here.sign_in(other_visitor, "annv", keycloak.password(HERE, "annv"))

    page = other_visitor.get(here.sign_out_url(foreign))

    assert page.status == 400
    assert tokens(here.refresh(own))
    assert tokens(there.refresh(foreign))


def test_revoking_a_token_of_another_province_changes_nothing(
    here: RelyingParty, there: RelyingParty, foreign: Tokens
) -> None:
    here.post(here.endpoint("revoke"), token=foreign.refresh_token or "")

    assert tokens(there.refresh(foreign))


def test_desk_refuses_a_token_of_another_province(desk: Desk, foreign: Tokens) -> None:
    assert desk.call(HERE, foreign.access_token).status_code == 401
    assert desk.call(THERE, foreign.access_token).status_code == 200


def test_desk_refuses_a_token_of_another_province_without_asking_anybody(
    keycloak: RunningKeycloak,
    here: RelyingParty,
    foreign: Tokens,
    other_visitor: Browser,
    tmp_path: Path,
) -> None:
    own = here.sign_in(other_visitor, "annv", keycloak.password(HERE, "annv"))
    server = Loopback(lambda call: Reply(status=500))
    with open_desk(keycloak, tmp_path, connect_to=f"127.0.0.1:{server.port}") as unasked:
        refused = unasked.call(HERE, foreign.access_token).status_code
        asked_for_foreign = server.connections
        unasked.call(HERE, own.access_token)
    server.close()

    assert (refused, asked_for_foreign) == (401, 0)
    assert server.connections > 0


def test_desk_refuses_a_token_that_poses_as_the_provinces_own(
    keycloak: RunningKeycloak, desk: Desk, foreign: Tokens
) -> None:
    assert desk.call(HERE, posing(foreign.access_token, keycloak.issuer(HERE))).status_code == 401


def test_cookie_of_one_provinces_desk_is_nobody_at_the_other(
    keycloak: RunningKeycloak, desk: Desk, visitor: Browser
) -> None:
    cookie = desk.sign_in(keycloak, visitor, THERE, "annv")

    assert desk.visit(HERE, cookie).status_code == 401
    assert desk.visit(THERE, cookie).json == {
        "name": keycloak.directory.person(THERE, "annv").name,
        "grants": [str(each) for each in keycloak.directory.person(THERE, "annv").grants],
    }


def test_sign_out_of_one_province_ends_no_session_of_the_other(
    keycloak: RunningKeycloak, desk: Desk, visitor: Browser, other_visitor: Browser
) -> None:
    kept = desk.sign_in(keycloak, visitor, HERE, "annv")
    with keycloak.back_channel(THERE, "onestop") as heard:
        ended = desk.sign_in(keycloak, other_visitor, THERE, "annv")
        keycloak.forget(THERE, "annv")
        told = heard.calls[0].form["logout_token"]

    assert desk.tell(posing(told, keycloak.issuer(HERE))) == 400
    assert desk.visit(THERE, ended).status_code == 200
    assert desk.tell(told) == 200
    assert desk.visit(THERE, ended).status_code == 401
    assert desk.visit(HERE, kept).status_code == 200
