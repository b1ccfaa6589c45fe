"""What lies in the rows of sessions is of no use to whoever reads the rows alone."""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from egov_kit.errors import SealBroken
from egov_kit.flask.app import build
from egov_kit.formkeys import read_keys
from egov_kit.module import Module
from egov_kit.rows.sql import Transactions
from egov_kit.seals import Seals
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.tables import kit_session
from egov_kit.web import cookies
from sqlalchemy import select, update

from tests.support.op import HandClock
from tests.support.web import FLASK, Browser, SimulatedProviders


@pytest.fixture
def store(web_settings: Settings) -> Transactions:
    return Transactions(settings=web_settings, tenant="danang", module="onestop")


@pytest.fixture
def key_file(web_settings: Settings) -> Path:
    return web_settings.secrets_dir / "web" / "onestop"


@pytest.fixture
def restarted(
    web_settings: Settings, desk: Module, op: Simulator, clock: HandClock
) -> Iterator[Callable[[], Browser]]:
    """A browser at the module as a process serves it that starts now."""
    providers = SimulatedProviders(op, clock)

    def made() -> Browser:
        now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
        return Browser(build(desk, web_settings, providers=providers, now=now), op)

    yield made
    providers.close()


def rows(store: Transactions) -> list[dict[str, object]]:
    with store.reading() as db:
        return [dict(row) for row in db.execute(select(kit_session)).mappings()]


def replace(path: Path, *keys: str) -> None:
    new = path.with_suffix(".new")
    new.write_text("\n".join(keys) + "\n", encoding="utf-8")
    os.replace(new, path)


def test_no_token_lies_in_a_row(browser: Browser, store: Transactions, clock: HandClock) -> None:
    browser.sign_in()
    clock.forward(280)
    browser.get("/mine")  # refreshed
    (row,) = rows(store)
    assert all(row[name] for name in ("access_token", "refresh_token", "id_token"))
    text = "".join(map(str, row.values()))
    for part in ("eyJhbGciOiJSUzI1NiI", "eyJpc3Mi"):  # how a signed token of ours begins
        assert part not in text


def test_token_copied_into_another_row_is_worthless(
    browser: Browser, new_browser: Callable[[], Browser], store: Transactions, clock: HandClock
) -> None:
    browser.sign_in()
    thief = new_browser()
    thief.sign_in()
    mine, theirs = rows(store)
    stolen = {name: mine[name] for name in ("access_token", "refresh_token", "id_token")}
    with store.writing() as db:
        query = update(kit_session).where(kit_session.c.id == theirs["id"])
        db.execute(query.values(**stolen))
    clock.forward(280)
    answers = [each.script("GET", "/mine", Accept="application/json") for each in (browser, thief)]
    assert sorted(each.status_code for each in answers) == [200, 401]


def test_key_that_is_put_first_is_used_and_the_older_one_still_opens(
    browser: Browser, key_file: Path, store: Transactions, clock: HandClock, op: Simulator
) -> None:
    browser.sign_in()
    before = rows(store)[0]["refresh_token"]
    replace(key_file, secrets.token_urlsafe(48), key_file.read_text().strip())
    op.changes["token"] = {"refresh_token": ABSENT}
    clock.forward(280)
    assert browser.get("/mine").status_code == 200
    assert rows(store)[0]["refresh_token"] == before  # not renewed: as it was, under the old key
    clock.forward(280)
    assert browser.get("/mine").status_code == 200


def test_session_under_a_key_that_is_gone_ends_at_its_next_refresh(
    browser: Browser, key_file: Path, clock: HandClock, op: Simulator
) -> None:
    browser.sign_in()
    replace(key_file, secrets.token_urlsafe(48))
    assert browser.get("/mine").status_code == 200
    clock.forward(280)
    assert browser.get("/mine").status_code == 302
    assert browser.sign_in().status_code == 302
    assert browser.get("/mine").status_code == 200


def test_sign_out_works_without_the_key(browser: Browser, key_file: Path) -> None:
    browser.sign_in()
    token = browser.form_token()
    replace(key_file, secrets.token_urlsafe(48))
    out = browser.post("/oidc/logout", {"csrf_token": token})
    assert "id_token_hint" not in out.location
    assert cookies.SESSION not in browser.cookies()


@FLASK
def test_form_that_was_open_when_the_keys_changed_is_taken(
    browser: Browser, key_file: Path, restarted: Callable[[], Browser]
) -> None:
    browser.sign_in()
    token, kept = browser.form_token(), browser.cookies()
    old = key_file.read_text().strip()
    replace(key_file, secrets.token_urlsafe(48), old)
    started = restarted()
    for name, value in kept.items():
        started.set_cookie(name, value)
    assert started.post("/form", {"csrf_token": token}).status_code == 303
    fresh = started.form_token()
    replace(key_file, key_file.read_text().split()[0])
    assert started.post("/form", {"csrf_token": fresh}).status_code == 303


def test_seal_is_for_its_place_alone(tmp_path: Path) -> None:
    replace(tmp_path / "keys", "k" * 64)
    seals = Seals(tmp_path / "keys")
    sealed = seals.seal("a token", "row-1/access_token")
    assert seals.open(sealed, "row-1/access_token") == "a token"
    assert seals.seal("a token", "row-1/access_token") != sealed
    for place in ("row-2/access_token", "row-1/refresh_token", "", "row-1"):
        with pytest.raises(SealBroken):
            seals.open(sealed, place)


@pytest.mark.parametrize("change", ["", "x", "eyJhbGciOiJub25lIn0....", "a.b.c.d.e", "a token"])
def test_what_was_never_sealed_does_not_open(tmp_path: Path, change: str) -> None:
    replace(tmp_path / "keys", "k" * 64)
    with pytest.raises(SealBroken):
        Seals(tmp_path / "keys").open(change, "row-1/access_token")


def test_seal_that_was_changed_does_not_open(tmp_path: Path) -> None:
    replace(tmp_path / "keys", "k" * 64)
    seals = Seals(tmp_path / "keys")
    parts = seals.seal("a token", "p").split(".")
    for number in (0, 2, 3, 4):
        other = "A" if parts[number][0] != "A" else "B"
        changed = [*parts[:number], other + parts[number][1:], *parts[number + 1 :]]
        with pytest.raises(SealBroken):
            seals.open(".".join(changed), "p")


@pytest.mark.parametrize("text", ["", "\n", "short\n", f"{'k' * 64}\nshort\n"])
def test_file_without_good_keys_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").write_text(text)
    with pytest.raises(ValueError, match="at least 20 characters"):
        read_keys(tmp_path / "keys")
