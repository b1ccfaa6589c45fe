"""Four workers, each a process of the web server, share what lies in the store and nothing else."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from egov_kit import database
from egov_kit.host import Host
from egov_kit.kit import utc_now
from egov_kit.module import Module, load
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings
from egov_kit.simulator import Call, Reply, Simulator
from egov_kit.store import Store
from egov_kit.web import cookies
from werkzeug.test import Client

from tests.support import _workers
from tests.support._workers import Worker
from tests.support.op import simulated
from tests.support.stores import STORES, open_store
from tests.support.web import DESK, Browser


@dataclass(kw_only=True)
class Four:
    """Four workers, and a fifth process (this one) that takes the provider's orders."""

    settings: Settings
    op: Simulator
    workers: list[Worker]
    host: Host

    def sign_in(self, lasts: int = 300) -> dict[str, str]:
        """A browser's cookie, of a session whose access token lasts so many seconds."""
        self.op.changes["token"] = {"expires_in": lasts}
        browser = Browser(self.host.public, self.op)
        browser.sign_in()
        self.op.changes.pop("token")
        if lasts < 60:
            time.sleep(lasts)
        return {cookies.SESSION: browser.cookies()[cookies.SESSION]}

    def order(self) -> int:
        """Post a logout token, as the provider does."""
        form = {"logout_token": self.op.logout_token()}
        path = "/onestop/oidc/backchannel-logout"
        return Client(self.host.internal).post(path, data=form).status_code

    def refreshes(self) -> int:
        calls = self.op.calls("token")
        return sum(call.form["grant_type"] == "refresh_token" for call in calls)

    def sessions(self) -> Sessions:
        return Sessions(
            Store(settings=self.settings, tenant="danang", module="onestop", now=utc_now)
        )

    def session(self, cookie: dict[str, str]) -> KeptSession:
        found = self.sessions().find(cookie[cookies.SESSION])
        assert found is not None
        return found


@pytest.fixture(scope="module", params=STORES)
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Four]:
    folder: Path = tmp_path_factory.mktemp(f"workers-{request.param}")
    module: Module = load(DESK, "tests.data.desk")
    op = simulated()
    with open_store(request.param, folder, request.getfixturevalue) as found:
        danang = found.tenants["danang"].model_copy(update={"issuer": op.issuer})
        settings = found.model_copy(
            update={"tenants": {"danang": danang}, "connect_to": op.connect_to}
        )
        database.migrate_kit(settings, "danang", module.name)
        host = Host(settings, [module])
        with _workers.running(settings, 4) as workers:
            yield Four(settings=settings, op=op, workers=workers, host=host)
        host._providers.close()
    op.close()


@pytest.fixture
def four(started: Four) -> Iterator[Four]:
    yield started
    started.op.replies.clear()
    started.op.changes.clear()


def test_fifty_requests_at_four_workers_make_one_refresh_and_all_succeed(four: Four) -> None:
    cookie, before, good = four.sign_in(lasts=1), four.refreshes(), four.op.serve

    def slowly(call: Call) -> Reply:
        four.op.wait(1)
        return good(call)

    four.op.replies["token"] = slowly
    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(four.workers[n % 4].get, "/mine", cookie) for n in range(50)]
        assert [each.result() for each in asked] == [200] * 50
    assert four.refreshes() - before == 1


def test_order_to_sign_out_is_in_force_at_the_next_request_of_every_worker(four: Four) -> None:
    cookie = four.sign_in()
    assert [each.get("/mine", cookie) for each in four.workers] == [200] * 4
    assert four.order() == 200
    assert [each.get("/mine", cookie) for each in four.workers] == [302] * 4


def test_order_that_comes_during_a_refresh_ends_the_session_for_every_worker(four: Four) -> None:
    cookie, good = four.sign_in(lasts=1), four.op.serve

    def signed_out_meanwhile(call: Call) -> Reply:
        answer = good(call)
        assert four.order() == 200
        return answer

    four.op.replies["token"] = signed_out_meanwhile
    assert four.workers[0].get("/mine", cookie) == 302
    assert [each.get("/mine", cookie) for each in four.workers] == [302] * 4
    assert four.session(cookie).ended_at is not None


def test_when_the_worker_that_renews_is_killed_another_does_it_and_nobody_is_signed_out(
    four: Four,
) -> None:
    cookie, before, good = four.sign_in(lasts=1), four.refreshes(), four.op.serve
    killed, came = four.workers[0], threading.Event()

    def never_for_the_first(call: Call) -> Reply:
        if not came.is_set():
            came.set()
            four.op.wait(20)
        return good(call)

    four.op.replies["token"] = never_for_the_first
    with ThreadPoolExecutor(13) as pool:
        lost = pool.submit(killed.get, "/mine", cookie)
        assert came.wait(20)
        waiting = [pool.submit(four.workers[1 + n % 3].get, "/mine", cookie) for n in range(12)]
        killed.kill()
        assert isinstance(lost.exception(), OSError)
        _let_the_lease_run_out(four, cookie)
        assert _statuses(waiting) == [200] * 12
    assert four.refreshes() - before <= 2
    _workers.wait_for(killed)
    assert [each.get("/mine", cookie) for each in four.workers] == [200] * 4


def _let_the_lease_run_out(four: Four, cookie: dict[str, str]) -> None:
    """What thirty seconds do."""
    past = utc_now() - timedelta(seconds=1)
    rows, session = four.sessions().store.rows.sessions, four.session(cookie)
    assert rows.leased_until(session.id) is not None
    rows.set(session.id, {"lease_until": past})


def _statuses(asked: list[Future[int]]) -> list[int]:
    return [each.result() for each in asked]
