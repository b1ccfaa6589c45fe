from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.simulator import Reply, Simulator

from tests.support.op import PERSON, HandClock
from tests.support.web import Browser, SimulatedProviders

SUB = "f:people:5f0c1c5e"


@pytest.fixture
def portal(
    web_settings: Settings, desk: Module, op: Simulator, clock: HandClock
) -> Iterator[Browser]:
    """A browser at a module of kind ``portal``."""
    module = replace(desk, name="portal", kind="portal")
    database.migrate_kit(web_settings, "danang", "portal")
    providers = SimulatedProviders(op, clock)
    host = Host(
        web_settings, [module], providers=providers,
        now=lambda: datetime.fromtimestamp(clock(), UTC),
    )  # fmt: skip
    yield Browser(host.public, op, host="danang.localhost:8000")
    providers.close()


def say(op: Simulator, **claims: object) -> None:
    op.replies["userinfo"] = Reply(body={"sub": SUB, **PERSON, **claims})


def test_portal_reads_rights_again_after_ten_seconds(
    portal: Browser, op: Simulator, clock: HandClock
) -> None:
    portal.sign_in()
    say(op, grants=["onestop.head@H17"])
    assert portal.get("/head").status_code == 403
    clock.forward(11)
    assert portal.get("/head").status_code == 200
    assert portal.get("/head").status_code == 200
    assert len(op.calls("userinfo")) == 1


def test_module_does_not_ask_so_often(browser: Browser, op: Simulator, clock: HandClock) -> None:
    browser.sign_in()
    clock.forward(100)
    browser.get("/mine")
    assert op.calls("userinfo") == []


def test_person_whom_the_provider_no_longer_knows_is_out_at_the_next_refresh(
    portal: Browser, op: Simulator, clock: HandClock
) -> None:
    portal.sign_in()
    op.replies["userinfo"] = Reply(status=401)
    op.replies["token"] = Reply(status=400, body={"error": "invalid_grant"})
    clock.forward(11)
    assert portal.get("/mine").status_code == 200  # the same answer as of a resting directory
    clock.forward(289)
    assert portal.get("/mine").status_code == 302


def test_refresh_does_not_wait_for_a_copy_that_could_not_be_read(
    portal: Browser, op: Simulator, clock: HandClock
) -> None:
    portal.sign_in()
    op.replies["userinfo"] = Reply(status=401)
    clock.forward(290)
    assert portal.get("/mine").status_code == 200
    clock.forward(290)
    assert portal.get("/mine").status_code == 200
    refreshes = [c for c in op.calls("token") if c.form["grant_type"] == "refresh_token"]
    assert len(refreshes) == 2


@pytest.mark.parametrize("broken", [Reply(status=500), Reply(drop=True)])
def test_silent_provider_costs_the_portal_nothing(
    portal: Browser, op: Simulator, clock: HandClock, broken: Reply
) -> None:
    portal.sign_in()
    op.replies["userinfo"] = broken
    clock.forward(11)
    assert [portal.get("/mine").status_code for _ in range(5)] == [200] * 5
    assert len(op.calls("userinfo")) == 1  # no storm


def test_userinfo_of_another_person_is_not_taken(
    portal: Browser, op: Simulator, clock: HandClock
) -> None:
    portal.sign_in()
    op.replies["userinfo"] = Reply(body={**PERSON, "sub": "another", "name": "Another"})
    clock.forward(11)
    assert portal.get("/mine").json["name"] == "Nguyễn Văn An"  # type: ignore[index]


def test_portal_is_open_to_who_holds_nothing(portal: Browser, op: Simulator) -> None:
    op.changes["access_token"] = {"grants": [], "posts": []}
    portal.sign_in()
    assert portal.get("/mine").status_code == 200


def test_portal_and_module_are_two_sessions(portal: Browser, browser: Browser) -> None:
    portal.sign_in()
    assert browser.get("/mine").status_code == 302
