"""What a province finds in the module at its first start."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from egov_apps.onestop import samples
from egov_apps.onestop.models import Dossier, DossierStep, Outgoing
from egov_apps.onestop.workflow import TERMINAL, State
from egov_idp.local.samples import fill
from egov_kit import database
from egov_kit.module import discover
from egov_kit.settings import Settings
from sqlalchemy import func, select

from tests.support._dossiers import record

[ONESTOP] = [each for each in discover() if each.name == "onestop"]


def dossiers(settings: Settings) -> list[Dossier]:
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        return list(session.scalars(select(Dossier)))


@pytest.fixture
def filled(onestop: Settings) -> Settings:
    fill(onestop, "danang", [ONESTOP])
    return onestop


def test_first_start_brings_dossiers_in_every_state(filled: Settings) -> None:
    states = Counter(each.state for each in dossiers(filled))

    assert states.total() == samples.COUNT >= 150
    assert set(states) == set(State)


def test_some_are_overdue_and_some_are_paused(filled: Settings) -> None:
    now = datetime.now(UTC)
    open_ones = [e for e in dossiers(filled) if e.state not in (*TERMINAL, State.FINISHED)]

    assert len([each for each in open_ones if each.due_at and each.due_at < now]) >= 10
    assert len([each for each in open_ones if "awaiting" in each.state]) >= 10


def test_their_steps_wait_to_be_told(filled: Settings) -> None:
    with database.transaction(filled, "danang", "onestop", write=False) as session:
        counts = [
            session.scalar(select(func.count()).select_from(each))
            for each in (DossierStep, Outgoing)
        ]

    assert counts[0] == counts[1] > samples.COUNT


def test_they_are_put_in_once(filled: Settings) -> None:
    before = {each.id for each in dossiers(filled)}
    fill(filled, "danang", [ONESTOP])

    assert {each.id for each in dossiers(filled)} == before


def test_a_shop_with_a_dossier_of_its_own_gets_none(onestop: Settings) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        record(session)
    fill(onestop, "danang", [ONESTOP])

    assert len(dossiers(onestop)) == 1


def test_production_gets_none(onestop: Settings) -> None:
    fill(onestop.model_copy(update={"environment": "production"}), "danang", [ONESTOP])

    assert dossiers(onestop) == []
