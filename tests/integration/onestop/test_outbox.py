"""What reaches the national portal: everything, once, in its order, whatever happens meanwhile."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from egov_apps.onestop.errors import PortalAway
from egov_apps.onestop.models import Dossier, Outgoing, Sync
from egov_apps.onestop.national import outbox
from egov_apps.onestop.national.delivery import Delivery
from egov_apps.onestop.national.portal import Portal
from egov_apps.onestop.workflow import Action, Role, State
from egov_kit import database
from egov_kit.settings import Settings
from egov_kit.simulator import Call, Loopback, Reply
from sqlalchemy import select, update

from tests.support._dossiers import NOON, record
from tests.support._life import do, lead

LATER = NOON + timedelta(days=1)


class NationalPortal:
    """A server that takes records, or not; ``taken`` are those that it has answered with 200."""

    def __init__(self) -> None:
        self.reply = Reply(body={})
        self.refuses: set[str] = set()
        self.calls: list[Call] = []
        self.loopback = Loopback(self._answer)
        self.url = f"http://127.0.0.1:{self.loopback.port}/ho-so"

    def _answer(self, call: Call) -> Reply:
        self.calls.append(call)
        if json.loads(call.body)["HoSo"]["MaHoSo"] in self.refuses:
            return Reply(status=422, body="Không có thủ tục này".encode(), media_type="text/plain")
        return self.reply

    def steps(self) -> list[tuple[str, str]]:
        """Which dossier was told to be in which national status, in the order of the calls."""
        told = [json.loads(each.body) for each in self.calls]
        return [(each["HoSo"]["MaHoSo"], each["TienTrinh"]["TrangThai"]) for each in told]


@pytest.fixture
def portal() -> Iterator[NationalPortal]:
    made = NationalPortal()
    yield made
    made.loopback.close()


@pytest.fixture
def delivery(onestop: Settings, portal: NationalPortal, tmp_path: Path) -> Iterator[Delivery]:
    with sender(onestop, portal, tmp_path) as made:
        yield made


@contextmanager
def sender(settings: Settings, portal: NationalPortal, folder: Path) -> Iterator[Delivery]:
    (token := folder / "token").write_text("opaque\n")
    connected = Portal(portal.url, token)
    yield Delivery(settings, "danang", connected, lambda: LATER)
    connected.close()


def recorded(settings: Settings, *, to: State = State.RECEIVED) -> str:
    """The code of a dossier that was led to a state."""
    with database.transaction(settings, "danang", "onestop") as session:
        return lead(session, record(session), to).code


def line_of(settings: Settings, code: str) -> str:
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        return session.scalars(select(Dossier.sync).where(Dossier.code == code)).one()


def test_each_step_is_told_once_in_its_order(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    code = recorded(onestop, to=State.FINISHED)

    assert delivery.send_all() == 7
    assert delivery.send_all() == 0
    assert portal.steps() == [(code, each) for each in "2444449"]
    assert line_of(onestop, code) == Sync.SENT


def test_record_has_the_names_of_the_interface(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    code = recorded(onestop, to=State.AWAITING_PAPERS)
    delivery.send_all()
    told = json.loads(portal.calls[-1].body)

    assert set(told["HoSo"]) >= {"MaHoSo", "MaTTHC", "ChuHoSo", "NgayTiepNhan", "NgayHenTra"}
    assert told["HoSo"]["MaHoSo"] == told["TienTrinh"]["MaHoSo"] == code
    assert told["HoSo"]["NgayTiepNhan"] == "20261120120000"
    assert told["HoSo"]["TrangThaiHoSo"] == "5"
    assert told["HoSo"]["DanhSachHoSoBoSung"][0]["NgayHoanThanh"] == ""
    assert portal.calls[-1].headers["authorization"] == "Bearer opaque"


def test_portal_that_is_down_loses_nothing(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    code = recorded(onestop, to=State.WITH_SPECIALIST)
    for away in (Reply(drop=True), Reply(status=503, body={}), Reply(status=401, body={})):
        portal.reply = away
        with pytest.raises(PortalAway):
            delivery.send_all()
    assert line_of(onestop, code) == Sync.PENDING
    portal.calls.clear()
    portal.reply = Reply(body={})

    assert delivery.send_all() == 2
    assert portal.steps() == [(code, "2"), (code, "4")]


def test_what_is_sent_again_bears_the_same_key(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    recorded(onestop)
    portal.reply = Reply(status=500, body={})
    with pytest.raises(PortalAway):
        delivery.send_all()
    portal.reply = Reply(body={})
    delivery.send_all()
    first, second = (each.headers["idempotency-key"] for each in portal.calls)

    assert first == second


def test_sender_that_died_lets_go_after_a_minute(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    recorded(onestop)
    with database.transaction(onestop, "danang", "onestop") as session:
        assert outbox.claim(session, LATER - timedelta(seconds=59))
    assert delivery.send_all() == 0
    with database.transaction(onestop, "danang", "onestop") as session:
        session.execute(update(Outgoing).values(try_after=LATER))

    assert delivery.send_all() == 1


def test_refused_record_holds_up_no_other_and_can_be_sent_again(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    bad, good = recorded(onestop), recorded(onestop)
    portal.refuses = {bad}

    assert delivery.send_all() == 1
    assert (line_of(onestop, bad), line_of(onestop, good)) == (Sync.REFUSED, Sync.SENT)
    with database.transaction(onestop, "danang", "onestop") as session:
        [(row, dossier)] = outbox.backlog(session, ["H17.08"], limit=20).refused
        assert (dossier.code, "Không có thủ tục này" in row.problem) == (bad, True)
        assert outbox.send_again(session, ["H17.09"], LATER) == 0
        assert outbox.send_again(session, ["H17.08"], LATER) == 1
    portal.refuses = set()
    assert delivery.send_all() == 1
    assert line_of(onestop, bad) == Sync.SENT


def test_two_senders_tell_nothing_twice(
    onestop: Settings, portal: NationalPortal, tmp_path: Path
) -> None:
    for _ in range(10):
        recorded(onestop)
    with (
        sender(onestop, portal, tmp_path) as one,
        sender(onestop, portal, tmp_path) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        told = sum(pool.map(lambda each: each.send_all(), (one, other)))

    assert told == len(portal.calls) == 10


def test_step_that_was_rolled_back_is_not_told(
    onestop: Settings, delivery: Delivery, portal: NationalPortal
) -> None:
    with suppress(ZeroDivisionError), database.transaction(onestop, "danang", "onestop") as session:
        record(session)
        raise ZeroDivisionError

    assert delivery.send_all() == 0


def test_late_answer_does_not_hide_a_newer_step(onestop: Settings, delivery: Delivery) -> None:
    code = recorded(onestop)
    with database.transaction(onestop, "danang", "onestop") as session:
        claimed = outbox.claim(session, LATER)
    assert claimed is not None
    with database.transaction(onestop, "danang", "onestop") as session:
        dossier = session.scalars(select(Dossier)).one()
        do(session, dossier, Action.TRANSFER, Role.COUNTER)
    with database.transaction(onestop, "danang", "onestop") as session:
        outbox.sent(session, claimed.id, LATER)

    assert line_of(onestop, code) == Sync.PENDING
