"""kill -9 of an officer's process between intake and return: nothing is lost, nothing is doubled.

Each dossier is brought from the counter to its return, an act a transaction, by a process that is
killed on the way; then its form and all its acts are sent again, as they were.
"""

import itertools
import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import pytest
from egov_apps.onestop.acts import act
from egov_apps.onestop.codes import DossierCode
from egov_apps.onestop.errors import Changed
from egov_apps.onestop.models import Dossier, DossierStep, Outgoing
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.workflow import State
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_intake, record
from tests.support._life import EVERYBODY, WAYS, all_said

LIFE: Final = WAYS[State.RETURNED]
ACTIONS: Final = ["receive", *(action.value for action, _role in LIFE)]
# In a whole life of a dossier there are more than twice as many.
EARLY: Final = 120
SAMPLE: Final = sorted(random.Random(9).sample(range(EARLY), 10))  # noqa: S311 - no secret
# One process for all that are killed, so that each is there at once.
CONTEXT: Final = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__, "psycopg"])


def form(number: int) -> UUID:
    return UUID(int=number, version=4)


def live(settings: Settings, number: int, receiver: Officer) -> None:
    """Receive form ``number`` and do every act; what was done before is not done again."""
    with database.transaction(settings, "danang", "onestop") as session:
        dossier_id = record(session, an_intake(submission_id=form(number)), receiver).id
    for version, (action, role) in enumerate(LIFE, start=1):
        try:
            with database.transaction(settings, "danang", "onestop") as session:
                said = all_said(session.get_one(Dossier, dossier_id), version=version)
                act(session, dossier_id, action, said, EVERYBODY[role], now=NOON)
        except Changed:
            continue


def killed_at(settings: Settings, number: int, receiver: Officer, moment: int) -> None:
    """A life in a process that kills itself at a moment: before or after a statement or commit."""
    moments = itertools.count()

    def pass_by(*_told: object, **_more: object) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, pass_by)
    event.listen(Session, "after_commit", pass_by)
    live(settings, number, receiver)


def live_for_ever(
    settings: Settings, first: int, receiver: Officer, begun: "multiprocessing.synchronize.Event"
) -> None:
    begun.set()
    for number in itertools.count(first):
        live(settings, number, receiver)


def recorded(settings: Settings) -> list[int]:
    """The numbers of all dossiers."""
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        codes = [DossierCode.find(each) for each in session.scalars(select(Dossier.code))]
    return sorted(each.number for each in codes if each)


def told(session: Session, dossier: Dossier) -> list[int]:
    """The steps that are in the outbox."""
    mine = select(Outgoing.position).where(Outgoing.dossier_id == dossier.id)
    return sorted(session.scalars(mine))


def assert_lived_once(settings: Settings, lives: int) -> None:
    assert recorded(settings) == list(range(1, lives + 1))
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        for dossier in session.scalars(select(Dossier)):
            steps: list[DossierStep] = dossier.steps
            assert [each.action for each in steps] == ACTIONS
            assert [each.version for each in steps] == list(range(1, len(ACTIONS) + 1))
            assert (dossier.state, dossier.version) == (State.RETURNED, len(ACTIONS))
            assert told(session, dossier) == [each.position for each in steps]


def kill_at_each(settings: Settings, moments: Iterator[int]) -> int:
    """Kill a life at each of ``moments`` and send it again; answers how many there were.

    They end with one that came to its end: there was no such moment.
    """
    receiver = a_receiver()
    for number, moment in enumerate(moments):
        dying = CONTEXT.Process(target=killed_at, args=(settings, number, receiver, moment))
        dying.start()
        dying.join()
        assert dying.exitcode in (-signal.SIGKILL, 0)
        live(settings, number, receiver)
        if dying.exitcode == 0:
            break
    return number + 1


def test_a_life_killed_at_some_moments_and_sent_again_is_lived_once(onestop: Settings) -> None:
    assert kill_at_each(onestop, iter(SAMPLE)) == len(SAMPLE)

    assert_lived_once(onestop, len(SAMPLE))


@pytest.mark.deep
def test_a_life_killed_at_any_moment_and_sent_again_is_lived_once(onestop: Settings) -> None:
    lives = kill_at_each(onestop, itertools.count())

    assert lives > EARLY
    assert_lived_once(onestop, lives)


def kill_from_outside(settings: Settings, attempts: int) -> None:
    """Kill who works without end at random times, and send again what they had begun."""
    chosen = random.Random(20261120)  # noqa: S311 - no secret
    receiver, lives = a_receiver(), 0
    for _ in range(attempts):
        begun = CONTEXT.Event()
        working = CONTEXT.Process(target=live_for_ever, args=(settings, lives, receiver, begun))
        working.start()
        begun.wait()
        working.join(chosen.uniform(0.02, 0.5))
        working.kill()
        working.join()
        before, lives = lives, len(recorded(settings)) + 1
        for number in range(before, lives):
            live(settings, number, receiver)
        assert_lived_once(settings, lives)


def test_officers_killed_from_outside_lose_and_double_nothing(onestop: Settings) -> None:
    kill_from_outside(onestop, 3)


@pytest.mark.deep
def test_officers_killed_often_from_outside_lose_and_double_nothing(onestop: Settings) -> None:
    kill_from_outside(onestop, 30)
