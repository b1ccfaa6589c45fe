"""What Valkey alone must show: its keys, its password, and what happens when it is not there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from egov_kit.attempts import Attempts, Wish, new_attempt
from egov_kit.drafts import Draft, Drafts
from egov_kit.errors import StoreUnreachable
from egov_kit.host import Host
from egov_kit.kit import utc_now
from egov_kit.leases import Leases
from egov_kit.logouts import Logouts
from egov_kit.module import Module
from egov_kit.sessions import Sessions
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator
from egov_kit.store import Store
from pydantic import ValidationError
from werkzeug.test import Client

from tests.support._sessions import ISS, begin, person, token_set
from tests.support._valkey import Valkey, running
from tests.support.op import HandClock
from tests.support.web import Browser, SimulatedProviders

PASSWORD = "a-password-of-the-store"


@dataclass(frozen=True, kw_only=True)
class Served:
    """A module whose sessions lie in a server of the test's own."""

    valkey: Valkey
    host: Host
    browser: Browser

    def order(self, op: Simulator) -> int:
        """What the provider hears that posts a logout token."""
        form = {"logout_token": op.logout_token()}
        answer = Client(self.host.internal).post("/onestop/oidc/backchannel-logout", data=form)
        return answer.status_code


@pytest.fixture
def served(
    web_settings: Settings, desk: Module, op: Simulator, clock: HandClock
) -> Iterator[Served]:
    providers = SimulatedProviders(op, clock)
    with running() as valkey:
        settings = web_settings.model_copy(update={"session_store": valkey.url})
        now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
        host = Host(settings, [desk], providers=providers, now=now)
        yield Served(valkey=valkey, host=host, browser=Browser(host.public, op))
    providers.close()


def store_at(settings: Settings, **changes: object) -> Store:
    changed = settings.model_copy(update=changes)
    return Store(settings=changed, tenant="danang", module="onestop", now=utc_now)


def use_everything(store: Store) -> None:
    sessions, leases = Sessions(store), Leases(store)
    _, begun = begin(sessions)
    lease = leases.take(begun)
    assert lease is not None
    leases.renewed(lease, token_set(store.now(), "two"), begun.person)
    begin(sessions, old=begun)
    Attempts(store).begin(new_attempt(Wish(target="/"), ISS), [])
    drafts = Drafts(store)
    drafts.keep("old", person().staff_id, Draft(page="/f", action="/f", fields=(("a", "b"),)))
    drafts.hand_over("old", "new", person().staff_id)
    Logouts(store).note(iss=ISS, sub="ada", sid="s1", jti="1")


def test_every_key_names_its_tenant_and_module_and_is_cleared_away_by_itself(
    valkey_settings: Settings, valkey: Valkey
) -> None:
    use_everything(store_at(valkey_settings))
    with valkey.client() as client:
        lasting = {key: client.ttl(key) for key in client.scan_iter()}
    assert len(lasting) > 8
    assert all(key.startswith("egov:{danang/onestop}:") for key in lasting)
    assert all(0 < seconds <= 3 * 86_400 for seconds in lasting.values())


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: begin(Sessions(store)),
        lambda store: Sessions(store).find("cookie"),
        lambda store: Sessions(store).end_signed_in(iss=ISS, sub="ada"),
        lambda store: Sessions(store).subjects_of(ISS, "s1"),
        lambda store: Attempts(store).begin(new_attempt(Wish(target="/"), ISS), []),
        lambda store: Drafts(store).find("s", "/"),
        lambda store: Logouts(store).note(iss=ISS, sub="ada", sid=None, jti="1"),
    ],
    ids=["begin", "find", "end", "list", "attempt", "draft", "logout"],
)
def test_server_that_hangs_or_is_gone_is_told_as_such(
    web_settings: Settings, ask: Callable[[Store], object]
) -> None:
    with running() as valkey:
        store = store_at(web_settings, session_store=valkey.url)
        ask(store)
        valkey.hang()
        with pytest.raises(StoreUnreachable):
            ask(store)
        valkey.go_on()
        ask(store)
    with pytest.raises(StoreUnreachable):
        ask(store)


def test_pages_and_orders_wait_for_the_store_and_go_on_by_themselves(
    served: Served, op: Simulator
) -> None:
    browser = served.browser
    browser.sign_in()
    served.valkey.stop()
    for path in ("/mine", "/oidc/login", "/oidc/callback?state=x"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert browser.get("/healthz").status_code == 200
    assert served.order(op) == 503
    served.valkey.start()
    browser.sign_in()
    assert browser.get("/mine").status_code == 200
    assert served.order(op) == 200
    assert browser.get("/mine").status_code == 302


def test_nobody_is_signed_out_by_a_store_that_was_slow_for_a_while(served: Served) -> None:
    served.browser.sign_in()
    served.valkey.hang()
    assert served.browser.get("/mine").status_code == 503
    served.valkey.go_on()
    assert served.browser.get("/mine").status_code == 200


def test_password_is_read_from_its_file_at_each_connection(
    web_settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("a wrong one\n")
    with running(PASSWORD) as valkey:
        store = store_at(web_settings, session_store=valkey.url, session_store_password_file=file)
        with pytest.raises(StoreUnreachable):
            Sessions(store).find("cookie")
        file.write_text(f"{PASSWORD}\n")
        assert Sessions(store).find("cookie") is None


@pytest.mark.parametrize(
    ("address", "mistake"),
    [
        ("valkey://:secret@127.0.0.1:6379", "no password"),
        ("http://127.0.0.1:6379", "must be valkey"),
        ("valkey:///0", "must be valkey"),
    ],
)
def test_wrong_address_stops_the_start_and_is_not_shown(
    web_settings: Settings, address: str, mistake: str
) -> None:
    given = web_settings.model_dump() | {"session_store": address}
    with pytest.raises(ValidationError, match=mistake) as raised:
        Settings(**given)
    assert "secret@" not in str(raised.value)
