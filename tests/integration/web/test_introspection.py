"""APIs whose server is asked about each token (RFC 7662)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from egov_kit.flask.app import build
from egov_kit.module import Module
from egov_kit.op import Rules
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.simulator.faults import FAULTS
from werkzeug.test import TestResponse

from tests.support.op import HandClock
from tests.support.web import Browser, SimulatedProviders

WHO = "/api/whoami"
REFUSED = 'Bearer error="invalid_token"'
Ask = Callable[..., TestResponse]


@pytest.fixture
def provider_rules() -> Rules:
    return Rules(introspection=True)


@pytest.fixture
def opaque(op: Simulator) -> str:
    """A token that says nothing."""
    return op.state.keep_opaque(op.access_token_claims())


@pytest.fixture
def ask(browser: Browser) -> Ask:
    def sent(token: str, path: str = WHO) -> TestResponse:
        return browser.script("GET", path, Authorization=f"Bearer {token}")

    return sent


def refused(answer: TestResponse) -> bool:
    return (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, REFUSED)


def test_token_that_says_nothing_is_asked_about_as_the_module(
    op: Simulator, opaque: str, ask: Ask
) -> None:
    answer = ask(opaque)
    assert answer.json == {"staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11"}
    [call] = op.calls("introspection")
    assert (call.form["token"], call.form["token_type_hint"]) == (opaque, "access_token")
    assert call.form["client_assertion"].count(".") == 2


def test_token_that_says_something_is_asked_about_too(op: Simulator, ask: Ask) -> None:
    assert ask(op.access_token()).status_code == 200
    assert len(op.calls("introspection")) == 1


def test_answer_is_believed_for_half_a_minute(
    op: Simulator, opaque: str, ask: Ask, clock: HandClock
) -> None:
    assert [ask(opaque).status_code for _ in range(3)] == [200, 200, 200]
    del op.state.opaque[opaque]
    clock.forward(29)
    assert ask(opaque).status_code == 200
    assert len(op.calls("introspection")) == 1
    clock.forward(2)
    assert refused(ask(opaque))


def test_answer_is_not_believed_longer_than_the_token_is_good(
    op: Simulator, ask: Ask, clock: HandClock
) -> None:
    token = op.state.keep_opaque(op.access_token_claims(exp=int(clock()) + 5))
    assert ask(token).status_code == 200
    clock.forward(6)
    assert refused(ask(token))
    assert len(op.calls("introspection")) == 2


def test_refusal_is_not_remembered(op: Simulator, opaque: str, ask: Ask) -> None:
    op.switches.on("introspection-inactive", times=1)
    assert refused(ask(opaque))
    assert ask(opaque).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"active": False}, {"aud": "portal"}, {"aud": ["portal", "account"]}, {"aud": ABSENT},
        {"aud": []}, {"aud": 7}, {"iss": "http://sso.localhost/realms/danang"}, {"iss": ABSENT},
        {"exp": 1}, {"nbf": 99_999_999_999}, {"sub": ABSENT}, {"sub": ""}, {"typ": "Refresh"},
        {"typ": "ID"}, {"token_type": ABSENT}, {"token_type": "N_A"}, {"tenant": "quang-nam"},
        {"staff_id": ABSENT}, {"client_id": ABSENT, "azp": ABSENT}, {"client_id": "another"},
        {"cnf": {"jkt": "x"}}, {"cnf": {"jkt": "x"}, "token_type": "DPoP"}, {"scope": 7},
    ],
    ids=str,
)  # fmt: skip
def test_token_that_is_not_for_us_is_a_401(
    op: Simulator, opaque: str, ask: Ask, said: dict[str, object]
) -> None:
    op.changes["introspection"] = said
    assert refused(ask(opaque))


@pytest.mark.parametrize(
    "fault",
    [n for n, f in FAULTS.items() if f.kind == "document" and f.at == ("introspection",)],
)
def test_every_fault_of_what_it_says_is_a_refusal(
    op: Simulator, opaque: str, ask: Ask, fault: str
) -> None:
    op.switches.on(fault)
    assert ask(opaque).status_code == (503 if fault == "introspection-active-text" else 401)
    op.switches.clear()
    assert ask(opaque).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"aud": ["onestop", "portal"]}, {"typ": ABSENT}, {"token_type": "bearer"},
        {"jti": ABSENT}, {"exp": ABSENT}, {"iat": ABSENT}, {"azp": ABSENT}, {"username": 7},
    ],
    ids=str,
)  # fmt: skip
def test_token_that_is_for_us_opens_the_api(
    op: Simulator, opaque: str, ask: Ask, said: dict[str, object]
) -> None:
    op.changes["introspection"] = said
    assert ask(opaque).status_code == 200


@pytest.mark.parametrize(
    ("scope", "status"), [("onestop.read", 200), ("onestop.readonly", 403), (ABSENT, 403)]
)
def test_scope_is_matched_whole(
    op: Simulator, opaque: str, ask: Ask, scope: object, status: int
) -> None:
    op.changes["introspection"] = {"scope": scope}
    assert ask(opaque, "/api/files").status_code == status


@pytest.mark.parametrize(
    "fault",
    [
        "down", "status-500", "status-503", "status-429", "status-404", "redirect", "huge", "html",
        "wrong-type", "not-json", "empty", "not-object", "duplicate-members", "not-utf8",
    ],
)  # fmt: skip
def test_server_that_cannot_be_asked_is_a_503(
    op: Simulator, opaque: str, ask: Ask, fault: str
) -> None:
    op.switches.on(fault, only=("introspection",))
    assert ask(opaque).status_code == 503
    op.switches.clear()
    assert ask(opaque).status_code == 200


@pytest.mark.parametrize("active", ["true", 1, None, ABSENT, [True]])
def test_answer_that_says_neither_is_a_503(
    op: Simulator, opaque: str, ask: Ask, active: object
) -> None:
    op.changes["introspection"] = {"active": active}
    assert ask(opaque).status_code == 503


def test_server_without_introspection_is_a_503(op: Simulator, opaque: str, ask: Ask) -> None:
    op.changes["discovery"] = {"introspection_endpoint": ABSENT}
    assert ask(opaque).status_code == 503


def test_server_that_does_not_know_us_is_a_503(op: Simulator, opaque: str, ask: Ask) -> None:
    op.clients["onestop"] = replace(op.clients["onestop"], jwks=None, secret="another")
    assert ask(opaque).status_code == 503


def test_token_of_another_issuer_is_shown_to_nobody(op: Simulator, ask: Ask) -> None:
    assert refused(ask(op.access_token(iss="http://sso.localhost:8080/realms/quang-nam")))
    assert refused(ask("x" * 16_385))
    assert op.calls() == []


def test_other_kinds_of_token_are_a_401(op: Simulator, browser: Browser, ask: Ask) -> None:
    browser.sign_in()
    refresh = next(iter(op.state.refreshes))
    for token in (refresh, op.id_token(), op.logout_token()):
        assert refused(ask(token))


def test_nothing_of_a_token_is_logged(
    op: Simulator, opaque: str, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    op.changes["introspection"] = {"aud": "portal"}
    ask(opaque)
    said = "".join(capsys.readouterr())
    assert "bearer.refused" in said
    assert opaque not in said


def test_sign_in_itself_asks_nothing(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    assert browser.get("/mine").status_code == 200
    assert op.calls("introspection") == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [(("danang",), 200), ((), 401), (("danang", "quang-nam"), 401)],
)
def test_api_of_all_tenants_asks_the_only_one_that_may_be_asked(
    web_settings: Settings,
    desk: Module,
    op: Simulator,
    opaque: str,
    clock: HandClock,
    asked: tuple[str, ...],
    status: int,
) -> None:
    tenants = {
        name: tenant.model_copy(update={"introspection": name in asked})
        for name, tenant in web_settings.tenants.items()
    }
    settings = web_settings.model_copy(update={"tenants": tenants})
    providers = SimulatedProviders(op, clock, rules=Rules(introspection=True))
    app = build(replace(desk, kind="api"), settings, providers=providers)
    api = Browser(app, op, host="127.0.0.1:8002")
    assert api.script("GET", WHO, Authorization=f"Bearer {opaque}").status_code == status
    assert len(op.calls("introspection")) == (status == 200)
    providers.close()
