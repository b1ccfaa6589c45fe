"""A visitor's way through the kit, on each store."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from egov_kit import database
from egov_kit.attempts import Attempts, Wish, new_attempt
from egov_kit.drafts import Draft, Drafts
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.sessions import Sessions
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator
from egov_kit.store import Store

from tests.support._sessions import ISS
from tests.support.op import PERSON, HandClock
from tests.support.web import Browser, SimulatedProviders

STAFF = UUID(str(PERSON["staff_id"]))


@pytest.fixture
def at_op(store_settings: Settings, op: Simulator, desk: Module) -> Settings:
    """Settings of one store or another, with Da Nang at the simulated server."""
    danang = store_settings.tenants["danang"].model_copy(update={"issuer": op.issuer})
    tenants = {**store_settings.tenants, "danang": danang}
    found = store_settings.model_copy(update={"tenants": tenants, "connect_to": op.connect_to})
    database.migrate_kit(found, "danang", desk.name)
    return found


@pytest.fixture
def store(at_op: Settings, clock: HandClock) -> Store:
    return Store(
        settings=at_op,
        tenant="danang",
        module="onestop",
        now=lambda: datetime.fromtimestamp(clock(), UTC),
    )


@pytest.fixture
def visitor_of_desk(
    at_op: Settings, desk: Module, op: Simulator, clock: HandClock
) -> Iterator[Browser]:
    providers = SimulatedProviders(op, clock)
    host = Host(
        at_op, [desk], providers=providers, now=lambda: datetime.fromtimestamp(clock(), UTC)
    )
    yield Browser(host.public, op)
    providers.close()


def test_session_lives_refreshes_and_ends(
    visitor_of_desk: Browser, store: Store, clock: HandClock
) -> None:
    visitor_of_desk.sign_in()
    assert visitor_of_desk.get("/note/kept").text == "nothing"
    clock.forward(250)
    assert visitor_of_desk.get("/note/x").text == "kept"
    assert Sessions(store).end_person(STAFF) == 1
    assert visitor_of_desk.get("/mine").status_code == 302


def test_attempt_is_spent_once_by_its_own_browser(store: Store) -> None:
    attempts, made = Attempts(store), new_attempt(Wish(target="/x"), ISS)
    assert attempts.begin(made, ["unknown"]) == ("unknown",)
    assert attempts.spend(made.state, {made.name: "another"}) is None
    spent = attempts.spend(made.state, {made.name: made.secret})
    assert spent is not None
    assert (spent.nonce, spent.verifier, spent.wish.target) == (made.nonce, made.verifier, "/x")
    assert attempts.spend(made.state, {made.name: made.secret}) is None


def test_draft_goes_from_session_to_session_of_one_person(store: Store) -> None:
    drafts = Drafts(store)
    draft = Draft(page="/form", action="/form", fields=(("a", "á"), ("a", "b")))
    assert drafts.keep("old", STAFF, draft)
    assert drafts.hand_over("old", "new", STAFF)
    assert drafts.find("old", "/form") is None
    assert drafts.find("new", "/form") == draft
    drafts.drop("new", "/form")
    assert drafts.find("new", "/form") is None


def test_migration_goes_down_and_up_again(store: Store) -> None:
    name = database.kit_store("onestop")
    database.downgrade(store.settings, "danang", "egov_kit", name)
    database.migrate_kit(store.settings, "danang", "onestop")
    assert Sessions(store).find("nothing") is None
