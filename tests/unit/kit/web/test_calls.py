from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.op import Providers
from egov_kit.settings import Settings

from tests.support._loopback import Call, Loopback, Reply
from tests.support.op import HandClock, HostileOP
from tests.support.web import Browser

UNITS = {"H17.08": {"vi": "Sở Xây dựng", "en": "Department of Construction"}}


def exchanges(op: HostileOP) -> list[Call]:
    return [c for c in op.calls("token") if c.form["grant_type"].endswith("token-exchange")]


def test_token_towards_another_module_is_exchanged_for_ones_own(
    browser: Browser, op: HostileOP
) -> None:
    browser.sign_in()
    assert browser.get("/token").text.count(".") == 2
    [call] = exchanges(op)
    assert (call.form["audience"], call.form["scope"]) == ("egov-idp", "call:egov-idp")


def test_exchanged_token_is_kept_while_it_is_good(
    browser: Browser, op: HostileOP, clock: HandClock
) -> None:
    browser.sign_in()
    first = browser.get("/token").text
    assert browser.get("/token").text == first
    clock.forward(271)
    assert browser.get("/token").text != first
    assert len(exchanges(op)) == 2


@pytest.mark.parametrize(
    ("reply", "status"),
    [(Reply(status=400, body={"error": "access_denied"}), 502), (Reply(status=500), 503)],
)
def test_exchange_that_fails_is_said_and_the_session_lives(
    browser: Browser, op: HostileOP, reply: Reply, status: int
) -> None:
    browser.sign_in()
    op.replies["token"] = reply
    before = len(op.calls("token"))
    answer = browser.script("GET", "/token", Accept="application/json")  # a page asks for names
    assert answer.status_code == status
    assert len(op.calls("token")) == before + 1  # no second try
    assert browser.get("/mine").status_code == 200


@pytest.fixture
def people_api(web_settings: Settings) -> Iterator[Loopback]:
    served = Loopback(lambda call: Reply(body={"units": UNITS, "titles": {}}))
    yield served
    served.close()


@pytest.fixture
def named(
    people_api: Loopback, web_settings: Settings, desk: Module, host: Host, op: HostileOP,
    clock: HandClock,
) -> Callable[[], Browser]:  # fmt: skip
    """Browsers at a module that knows where the people API is."""
    apis = {"egov-idp": f"http://127.0.0.1:{people_api.port}"}
    settings = web_settings.model_copy(update={"apis": apis})
    providers: Providers = host._providers
    served = Host(
        settings, [desk], providers=providers, now=lambda: datetime.fromtimestamp(clock(), UTC)
    )
    return lambda: Browser(served.public, op)


def test_unit_has_a_name_in_the_readers_language(
    named: Callable[[], Browser], people_api: Loopback
) -> None:
    browser = named()
    browser.sign_in()
    assert browser.get("/unit-name/H17.08").text == "Sở Xây dựng"
    assert browser.get("/unit-name/H17.08?lang=en").text == "Department of Construction"
    assert browser.get("/unit-name/H99").text == "H99"
    assert len(people_api.calls) == 1
    assert people_api.calls[0].headers["authorization"].startswith("Bearer ey")


def test_names_are_asked_again_after_ten_minutes(
    named: Callable[[], Browser], people_api: Loopback, clock: HandClock
) -> None:
    browser = named()
    browser.sign_in()
    browser.get("/unit-name/H17.08")
    clock.forward(601)
    browser.get("/unit-name/H17.08")
    assert len(people_api.calls) == 2


def test_silent_people_api_costs_the_names_alone(browser: Browser, op: HostileOP) -> None:
    browser.sign_in()
    assert browser.get("/unit-name/H17.08").text == "H17.08"
    asked = len(exchanges(op))
    assert browser.get("/unit-name/H17.08").text == "H17.08"
    assert len(exchanges(op)) == asked  # a pause before the next try
