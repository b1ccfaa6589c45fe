"""The kit's rows on SQLite and on PostgreSQL, and what many processes do with them at once."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from uuid import UUID

import pytest
from egov_kit import cookies, database
from egov_kit.attempts import Attempts, Wish, new_attempt
from egov_kit.drafts import Draft, Drafts
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.sessions import Sessions
from egov_kit.settings import Settings
from egov_kit.store import Store

from tests.support._loopback import Call, Reply
from tests.support._renewals import Worker, renew
from tests.support.op import PERSON, HandClock, HostileOP
from tests.support.web import Browser, SimulatedProviders

STAFF = UUID(str(PERSON["staff_id"]))


@pytest.fixture
def at_op(settings: Settings, op: HostileOP, desk: Module) -> Settings:
    """Settings of one database or the other, with Da Nang at the simulated server."""
    danang = settings.tenants["danang"].model_copy(update={"issuer": op.issuer})
    tenants = {**settings.tenants, "danang": danang}
    found = settings.model_copy(update={"tenants": tenants, "connect_to": op.connect_to})
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
    at_op: Settings, desk: Module, op: HostileOP, clock: HandClock
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
    attempts, made = Attempts(store), new_attempt(Wish(target="/x"))
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


@pytest.mark.parametrize("over", [250, 320], ids=["in its last minute", "over"])
def test_fifty_requests_in_four_processes_make_one_refresh(
    visitor_of_desk: Browser, at_op: Settings, op: HostileOP, clock: HandClock, over: int
) -> None:
    visitor_of_desk.sign_in()
    cookie, good = visitor_of_desk.cookies()[cookies.SESSION], op._serve_token
    before = len(op.calls("token"))

    def slowly(call: Call) -> Reply:
        op._loopback.wait(3)
        return good(call)

    op.replies["token"] = slowly
    clock.forward(over)
    key = {str(n): str(v) for n, v in op.client_key.as_dict(private=True).items()}
    worker = Worker(settings=at_op, ahead=over, key=key)
    shares = (13, 13, 12, 12)
    spawn = get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(4, mp_context=spawn) as pool:
        start = manager.Barrier(50)
        asked = [pool.submit(renew, worker, start, cookie, n) for n in shares]
        tokens = [token for each in asked for token in each.result()]
    assert len(tokens) == 50
    assert all(tokens)
    assert len(op.calls("token")) - before == 1
