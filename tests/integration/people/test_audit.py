"""The audit on both databases: noted before and after, and never changed."""

from collections.abc import Mapping

import pytest
from egov_idp.audit import STORE, Audit, Change
from egov_idp.errors import AuditUnfinished, AuditUnwritable
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

LOCK = Change(
    action="person.lock", subject="42", before={"status": "active"}, after={"status": "locked"}
)


class Refused(Exception):
    code = "refused"


@pytest.fixture
def audit(settings: Settings) -> Audit:
    for tenant in settings.tenants:
        database.migrate(settings, tenant, "egov_idp.api", STORE)
    return Audit(settings=settings, tenant="danang")


def states(audit: Audit) -> list[tuple[str, str]]:
    return [(record.state, record.code) for record in audit.list_records("42")]


def test_change_is_noted_with_who_and_whom_and_from_what_to_what(audit: Audit) -> None:
    with audit.noted("os:lan", LOCK):
        pass

    (record,) = audit.list_records("42")
    assert (record.actor, record.change, record.state) == ("os:lan", LOCK, "done")


def test_change_is_unfinished_until_it_is_over(audit: Audit) -> None:
    with audit.noted("os:lan", LOCK):
        assert states(audit) == [("unfinished", "")]
    assert states(audit) == [("done", "")]


def test_change_that_failed_is_noted_with_the_error(audit: Audit) -> None:
    with pytest.raises(Refused), audit.noted("os:lan", LOCK):
        raise Refused

    assert states(audit) == [("failed", "refused")]


def test_the_last_change_comes_first(audit: Audit) -> None:
    for action in ("person.add", "person.lock"):
        with audit.noted("os:lan", Change(action=action, subject="42")):
            pass

    actions = [record.change.action for record in audit.list_records("42")]
    assert actions == ["person.lock", "person.add"]
    assert audit.list_records("43") == []


def test_records_of_another_province_are_its_own(audit: Audit, settings: Settings) -> None:
    with audit.noted("os:lan", LOCK):
        pass

    assert Audit(settings=settings, tenant="quang-nam").list_records("42") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "UPDATE audit_outcome SET done = false",
        "DELETE FROM audit_outcome",
    ],
)
def test_what_was_noted_stays(audit: Audit, settings: Settings, statement: str) -> None:
    with audit.noted("os:lan", LOCK):
        pass

    with (
        pytest.raises(SQLAlchemyError, match="append-only"),
        database.transaction(settings, "danang", STORE) as session,
    ):
        session.execute(text(statement))
    assert states(audit) == [("done", "")]


def test_nothing_is_changed_that_cannot_be_noted(settings: Settings) -> None:
    changed: list[Mapping[str, str]] = []
    audit = Audit(settings=settings, tenant="danang")  # its tables were never made

    with pytest.raises(AuditUnwritable), audit.noted("os:lan", LOCK):
        changed.append({})

    assert changed == []


def test_change_whose_end_cannot_be_noted_stays_unfinished(
    audit: Audit, settings: Settings
) -> None:
    with pytest.raises(AuditUnfinished), audit.noted("os:lan", LOCK):
        _drop_the_outcomes(settings)


def _drop_the_outcomes(settings: Settings) -> None:
    with database.transaction(settings, "danang", STORE) as session:
        session.execute(text("DROP TABLE audit_outcome"))


def test_the_tables_can_be_taken_back_and_made_again(audit: Audit, settings: Settings) -> None:
    database.downgrade(settings, "danang", "egov_idp.api", STORE)
    database.migrate(settings, "danang", "egov_idp.api", STORE)

    assert audit.list_records("42") == []
