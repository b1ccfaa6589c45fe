import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from egov_kit import calling
from egov_kit import names as unit_names
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.simulator import Call, Loopback, Reply, Simulator

from tests.support.op import HandClock
from tests.support.web import Browser

UNITS = {"H17.08": {"vi": "Sở Xây dựng", "en": "Department of Construction"}}


def exchanges(op: Simulator) -> list[Call]:
    return [c for c in op.calls("token") if c.form["grant_type"].endswith("token-exchange")]


def test_token_towards_another_module_is_exchanged_for_ones_own(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    assert browser.get("/token").text.count(".") == 2
    [call] = exchanges(op)
    assert (call.form["audience"], call.form["scope"]) == ("egov-idp", "call:egov-idp")


def test_exchanged_token_is_kept_while_it_is_good(
    browser: Browser, op: Simulator, clock: HandClock
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
    browser: Browser, op: Simulator, reply: Reply, status: int
) -> None:
    browser.sign_in()
    op.replies["token"] = reply
    before = len(op.calls("token"))
    answer = browser.script("GET", "/token", Accept="application/json")  # a page asks for names
    assert answer.status_code == status
    assert len(op.calls("token")) == before + 1  # no second try
    assert browser.get("/mine").status_code == 200


@pytest.fixture
def told() -> list[Reply]:
    """What the people API answers: the last of them."""
    return [Reply(body={"units": UNITS, "titles": {}})]


@pytest.fixture
def people_api(told: list[Reply]) -> Iterator[Loopback]:
    served = Loopback(lambda _call: told[-1])
    yield served
    calling.close_all()
    served.close()


@pytest.fixture
def named_by(
    web_settings: Settings, desk: Module, host: Host, op: Simulator, clock: HandClock
) -> Callable[[Loopback], Browser]:
    """A browser at a module that knows where the people API is."""
    providers: Providers = host._providers

    def served(api: Loopback) -> Browser:
        apis = {"egov-idp": f"http://127.0.0.1:{api.port}"}
        settings = web_settings.model_copy(update={"apis": apis})
        now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
        return Browser(Host(settings, [desk], providers=providers, now=now).public, op)

    return served


@pytest.fixture
def named(named_by: Callable[[Loopback], Browser], people_api: Loopback) -> Callable[[], Browser]:
    """The same, of the one people API."""
    return lambda: named_by(people_api)


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


def test_silent_people_api_costs_the_names_alone(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    assert browser.get("/unit-name/H17.08").text == "H17.08"
    asked = len(exchanges(op))
    assert browser.get("/unit-name/H17.08").text == "H17.08"
    assert len(exchanges(op)) == asked  # a pause before the next try


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=[]),
        Reply(body={"units": UNITS}),
        Reply(body={"units": [], "titles": {}}),
        Reply(body={"units": {"H17.08": "Sở Xây dựng"}, "titles": {}}),
        Reply(body={"units": {"H17.08": {"vi": ["Sở Xây dựng"]}}, "titles": {}}),
        Reply(body=b'{"units": ', media_type="application/json"),
        Reply(body={"units": UNITS, "titles": {}}, media_type="text/html"),
        Reply(body={"units": UNITS, "titles": {}}, status=500),
        Reply(drop=True),
    ],
    ids=["list", "half", "units", "name", "names", "no JSON", "page", "failed", "dropped"],
)
def test_answer_that_tells_no_names_costs_the_names_alone(
    named: Callable[[], Browser],
    told: list[Reply],
    reply: Reply,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told.append(reply)
    browser = named()
    browser.sign_in()
    assert browser.get("/unit-name/H17.08").text == "H17.08"
    assert "names.unreachable" in "".join(capsys.readouterr())


def test_people_api_that_answers_drop_by_drop_is_not_waited_for(
    named: Callable[[], Browser], told: list[Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "TIMEOUT", 0.5)
    told.append(Reply(body=told[0].body, trickle=0.02))
    browser = named()
    browser.sign_in()
    assert browser.get("/unit-name/H17.08").text == "H17.08"


def test_slow_people_api_of_one_province_holds_up_no_other(
    named_by: Callable[[Loopback], Browser], people_api: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "TIMEOUT", 60)
    asked, go_on = threading.Event(), threading.Event()

    def wait(_call: Call) -> Reply:
        asked.set()
        go_on.wait(60)
        return Reply(body={"units": {}, "titles": {}})

    slow, well = Loopback(wait), named_by(people_api)
    frozen = named_by(slow)
    frozen.sign_in()
    well.sign_in()
    with ThreadPoolExecutor() as pool:
        held_up = pool.submit(frozen.get, "/unit-name/H17.08")
        assert asked.wait(60)
        assert well.get("/unit-name/H17.08").text == "Sở Xây dựng"
        assert not held_up.done()
        go_on.set()
    assert held_up.result().text == "H17.08"
    slow.close()


@pytest.mark.parametrize(("largest", "name"), [(1_000_000, "Tổ 1"), (500_000, "H1")])
def test_names_of_a_large_province_are_taken_up_to_a_limit(
    named: Callable[[], Browser],
    told: list[Reply],
    monkeypatch: pytest.MonkeyPatch,
    largest: int,
    name: str,
) -> None:
    units = {f"H{n}": {"vi": f"Tổ {n}", "en": "x" * 70} for n in range(5000)}  # 600 kB
    monkeypatch.setattr(unit_names, "_LARGEST", largest)
    told.append(Reply(body={"units": units, "titles": {}}))
    browser = named()
    browser.sign_in()
    assert browser.get("/unit-name/H1").text == name
