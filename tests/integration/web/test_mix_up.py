"""Two providers at once: L-10, M-05, and a code that goes out once, T-27."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Call, Reply, Simulator
from egov_kit.web import cookies

from tests.support.op import CLIENT_KEY, PERSON, simulated
from tests.support.stores import TENANTS
from tests.support.web import Browser

Pair = Mapping[str, Simulator]
HOSTS = {name: f"onestop.{name}.localhost:8000" for name in ("danang", "quang-nam")}


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two provinces' servers; the same ``sub`` at both."""
    made = {name: simulated(realm=name, claims={**PERSON, "tenant": name}) for name in HOSTS}
    for each in made.values():
        each.at(f"http://127.0.0.1:{each.connect_to.rpartition(':')[2]}")
    yield made
    for each in made.values():
        each.close()


@pytest.fixture
def both(pair: Pair, desk: Module, tmp_path: Path) -> Iterator[Host]:
    """One process for both provinces."""
    tenants = {n: TENANTS[n].model_copy(update={"issuer": op.issuer}) for n, op in pair.items()}
    settings = Settings(
        environment="development",
        scheme="http",
        tenants=tenants,
        database_url=f"sqlite:///{tmp_path}/db/{{tenant}}/{{module}}.sqlite",
        secrets_dir=tmp_path / "secrets",
    )
    for name in tenants:
        folder = settings.secrets_dir / name / "clients"
        folder.mkdir(parents=True)
        (folder / "onestop.jwk").write_text(json.dumps(CLIENT_KEY.as_dict(private=True)))
        database.migrate_kit(settings, name, "onestop")
    providers = Providers(settings)
    yield Host(settings, [desk], providers=providers)
    providers.close()
    database.close_all()


@pytest.fixture
def at(both: Host, pair: Pair) -> Callable[[str], Browser]:
    """A browser at the module of a province."""
    return lambda name: Browser(both.public, pair[name], HOSTS[name])


@pytest.mark.parametrize(("here", "there"), [("danang", "quang-nam"), ("quang-nam", "danang")])
def test_code_of_the_other_provider_with_our_state_goes_nowhere(
    at: Callable[[str], Browser], pair: Pair, here: str, there: str
) -> None:
    victim, other = at(here), at(there)
    own = victim.at_provider(victim.get("/mine"))
    foreign = other.at_provider(other.get("/mine"))
    mixed = own | {"code": foreign["code"], "iss": foreign["iss"]}
    assert victim.callback(mixed).status_code == 400
    assert pair[here].calls("token") == pair[there].calls("token") == []
    assert cookies.SESSION not in victim.cookies()


@pytest.mark.parametrize("iss", ["own", "none"])
def test_code_of_the_other_provider_under_our_name_signs_nobody_in(
    at: Callable[[str], Browser], pair: Pair, iss: str
) -> None:
    pair["danang"].switches.on("discovery-iss-unpromised")
    victim, other = at("danang"), at("quang-nam")
    own = victim.at_provider(victim.get("/mine"))
    foreign = other.at_provider(other.get("/mine"))
    mixed = own | {"code": foreign["code"]}
    if iss == "none":
        del mixed["iss"]
    assert victim.callback(mixed).status_code == 400
    assert pair["quang-nam"].calls("token") == []


def test_answer_of_one_province_at_the_other_is_nobodys(
    at: Callable[[str], Browser], pair: Pair
) -> None:
    there, here = at("quang-nam"), at("danang")
    answer = there.at_provider(there.get("/mine"))
    assert here.callback(answer).status_code == 400
    assert pair["danang"].calls("token") == pair["quang-nam"].calls("token") == []
    assert there.callback(answer).status_code in (302, 303)


def test_each_code_at_its_own_provider_signs_in(at: Callable[[str], Browser], pair: Pair) -> None:
    for name in pair:
        browser = at(name)
        browser.sign_in()
        assert browser.get("/user").json["tenant"] == name  # type: ignore[index]


def test_same_sub_of_two_realms_is_two_people(at: Callable[[str], Browser], pair: Pair) -> None:
    for op in pair.values():
        op.changes["access_token"] = {"sub": "one"}
        op.changes["id_token"] = {"sub": "one"}
    people = []
    for name in pair:
        browser = at(name)
        browser.sign_in()
        people.append(browser.get("/user").json)
    assert [each["sub"] for each in people] == ["one", "one"]
    assert len({each["iss"] for each in people}) == 2


def test_code_is_sent_once_however_often_the_person_clicks(browser: Browser, op: Simulator) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    good, clicks, statuses = op.serve, threading.Barrier(4), list[int]()

    def slowly(call: Call) -> Reply:
        op.replies.pop("token", None)
        threading.Event().wait(0.2)
        return good(call)

    def click() -> None:
        clicks.wait()
        statuses.append(browser.callback(answer).status_code)

    op.replies["token"] = slowly
    threads = [threading.Thread(target=click) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(op.calls("token")) == 1
    assert sorted(statuses)[0] in (302, 303)


def test_answer_without_a_code_costs_no_call(browser: Browser, op: Simulator) -> None:
    op.changes["authorization"] = {"code": ABSENT}
    browser.callback(browser.at_provider(browser.get("/mine")))
    assert op.calls("token") == []
