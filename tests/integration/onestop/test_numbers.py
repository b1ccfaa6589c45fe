import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from egov_apps.onestop.codes import DossierCode
from egov_apps.onestop.errors import SubmissionReused
from egov_apps.onestop.models import Dossier, DossierCounter
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy import select

from tests.support._dossiers import a_receiver, an_intake, record, with_name


class Aborted(Exception):
    """The counter thought better of it, after the number was drawn."""


def codes(settings: Settings) -> list[str]:
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        return sorted(session.scalars(select(Dossier.code)))


def one_counter(settings: Settings, start: "multiprocessing.synchronize.Barrier") -> None:
    """Fifty intakes, each tenth of which is aborted after its number was drawn."""
    receiver = a_receiver("H17.08")
    start.wait()
    for number in range(50):
        try:
            with database.transaction(settings, "danang", "onestop") as session:
                record(session, receiver=receiver)
                if number % 10 == 9:
                    raise Aborted
        except Aborted:
            continue


def test_domain_4_a_hundred_intakes_of_two_counters_at_once_leave_no_gap(onestop: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    counters = [context.Process(target=one_counter, args=(onestop, start)) for _ in range(2)]
    for counter in counters:
        counter.start()
    for counter in counters:
        counter.join()

    assert [counter.exitcode for counter in counters] == [0, 0]
    assert codes(onestop) == [f"H17.08-261120-{number:04d}" for number in range(1, 91)]


def four_at_once(settings: Settings) -> set[str]:
    """The codes that one form leads to when four requests bring it at the same moment."""
    intake, receiver, together = an_intake(), a_receiver(), Barrier(4)

    def send() -> str:
        together.wait()
        with database.transaction(settings, "danang", "onestop") as session:
            return record(session, intake, receiver).code

    with ThreadPoolExecutor(4) as pool:
        return {sent.result() for sent in [pool.submit(send) for _ in range(4)]}


def test_the_same_form_sent_four_times_at_once_makes_one_dossier(onestop: Settings) -> None:
    assert four_at_once(onestop) == {"H17.08-261120-0001"}
    assert codes(onestop) == ["H17.08-261120-0001"]


def test_a_form_sent_four_times_uses_up_one_number(onestop: Settings) -> None:
    four_at_once(onestop)

    with database.transaction(onestop, "danang", "onestop") as session:
        assert record(session).code == "H17.08-261120-0002"


def test_the_same_form_with_other_content_is_refused(onestop: Settings) -> None:
    intake, receiver = an_intake(), a_receiver()
    with database.transaction(onestop, "danang", "onestop") as session:
        record(session, intake, receiver)

    with (
        database.transaction(onestop, "danang", "onestop") as session,
        pytest.raises(SubmissionReused) as refused,
    ):
        record(session, with_name(intake, "Lê Văn Bình"), receiver)

    assert refused.value.recorded == "H17.08-261120-0001"


def test_another_person_is_not_told_what_a_form_led_to(onestop: Settings) -> None:
    intake = an_intake()
    with database.transaction(onestop, "danang", "onestop") as session:
        record(session, intake, a_receiver())

    with (
        database.transaction(onestop, "danang", "onestop") as session,
        pytest.raises(SubmissionReused) as refused,
    ):
        record(session, intake, a_receiver())

    assert refused.value.recorded is None


def test_numbers_begin_again_at_midnight_in_vietnam(onestop: Settings) -> None:
    receiver = a_receiver()
    last_second = datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    with database.transaction(onestop, "danang", "onestop") as session:
        drawn = [
            record(session, receiver=receiver, now=now).code
            for now in (last_second, last_second, midnight)
        ]

    assert drawn == ["H17.08-261120-0001", "H17.08-261120-0002", "H17.08-261121-0001"]


def test_each_unit_counts_for_itself(onestop: Settings) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        drawn = [record(session, receiver=a_receiver(u)).code for u in ("H17.08", "H17.08.02")]

    assert drawn == ["H17.08-261120-0001", "H17.08.02-261120-0001"]


def test_a_day_may_have_more_than_9999_dossiers(onestop: Settings) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        day = datetime(2026, 11, 20, tzinfo=UTC).date()
        session.add(DossierCounter(unit_code="H17.08", day=day, last=9999))
    with database.transaction(onestop, "danang", "onestop") as session:
        code = record(session).code

    assert code == "H17.08-261120-10000"
    assert DossierCode.find(code) == DossierCode(unit="H17.08", day=day, number=10000)
