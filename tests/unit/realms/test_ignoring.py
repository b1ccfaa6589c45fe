"""Changes by hand that somebody decided to live with, as a file declares them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from egov_idp.realms import ignoring
from egov_idp.realms.errors import IgnoringRefused, RealmInvalid
from egov_idp.realms.ignoring import Ignored

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
"""Of that moment in Vietnam."""


def entry(change: str = "a" * 64, until: date = TODAY, reason: str = "chờ bản 4") -> Ignored:
    return Ignored(
        change=change,
        tenant="danang",
        what="realm settings: failureFactor: 5 → 3",
        since=NOW,
        until=until,
        by="os:an",
        reason=reason,
    )


def test_it_is_read_as_it_was_declared(tmp_path: Path) -> None:
    ignoring.ignore(entry(), tmp_path)

    assert ignoring.read(tmp_path) == (entry(),)
    assert (tmp_path / "_ignored.yaml").read_text("utf-8").startswith("# What somebody changed")


def test_without_a_file_nothing_is_ignored(tmp_path: Path) -> None:
    assert ignoring.read(tmp_path) == ()


def test_last_day_ends_at_midnight_in_vietnam() -> None:
    midnight = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)

    assert entry().counts(midnight - timedelta(seconds=1))
    assert not entry().counts(midnight)


def test_ignored_again_it_has_the_new_day_and_reason(tmp_path: Path) -> None:
    later = entry(until=date(2026, 12, 31), reason="khác")
    ignoring.ignore(entry(), tmp_path)
    ignoring.ignore(later, tmp_path)

    assert ignoring.read(tmp_path) == (later,)


def test_what_was_over_goes_with_the_next_one(tmp_path: Path) -> None:
    ignoring.ignore(entry(), tmp_path)
    new = entry("b" * 64, date(2026, 12, 31)).model_copy(update={"since": NOW + timedelta(days=1)})
    ignoring.ignore(new, tmp_path)

    assert ignoring.read(tmp_path) == (new,)


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    ignoring.ignore(entry(), tmp_path)
    ignoring.ignore(entry("b" * 64), tmp_path)

    ignoring.forget(["a" * 64], tmp_path)

    assert [each.change[0] for each in ignoring.read(tmp_path)] == ["b"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (entry(until=date(2026, 11, 23)), "2026-11-23 is over"),
        (entry(until=date(2027, 11, 26)), "2027-11-25 is the latest day"),
        (entry(reason="  "), "a reason is missing"),
    ],
)
def test_a_day_or_a_reason_that_is_none_is_refused(
    tmp_path: Path, wrong: Ignored, told: str
) -> None:
    with pytest.raises(IgnoringRefused, match=told):
        ignoring.ignore(wrong, tmp_path)
    assert ignoring.read(tmp_path) == ()


def test_a_file_that_says_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "_ignored.yaml").write_text("- change: x\n")

    with pytest.raises(RealmInvalid, match=r"_ignored\.yaml: cannot be read"):
        ignoring.read(tmp_path)
