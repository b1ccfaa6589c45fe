"""Changes by hand that somebody decided to live with, until a day.

They are declared in ``realms/_ignored.yaml``. Until its last day such a change is shown as ignored,
no plan counts it and nobody writes over it; if it is changed once more, it is another change.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from egov_kit.vietnam import day_of
from pydantic import AwareDatetime, BaseModel, ConfigDict

from egov_idp.realms import entries
from egov_idp.realms.errors import IgnoringRefused
from egov_idp.realms.spec import REALMS

NAME: Final = "_ignored.yaml"
LONGEST: Final = timedelta(days=366)
_HEAD: Final = """\
# What somebody changed by hand in realms and is left so for a while; ./egov realm drift ignore
# writes this. An entry that is taken out counts again.
"""


class Ignored(BaseModel):
    """One change by hand in the realm of ``tenant``, up to and with the day ``until``.

    ``change`` is its digest (see `egov_idp.reconcile.hand_made`), ``what`` tells it to people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: str
    tenant: str
    what: str
    since: AwareDatetime
    until: date
    by: str
    reason: str

    def counts(self, now: datetime) -> bool:
        """Whether it is to be left at that moment."""
        return day_of(now) <= self.until

    def __str__(self) -> str:
        return f"ignored until {self.until} by {self.by}: {self.reason}"


def read(folder: Path = REALMS) -> tuple[Ignored, ...]:
    """All that are declared, those that are over among them; raises `RealmInvalid`."""
    return entries.read(folder / NAME, Ignored)


def ignore(entry: Ignored, folder: Path = REALMS) -> None:
    """Declare it, in place of what was declared of the same change; raises `IgnoringRefused`.

    Those that were over before go.
    """
    first = day_of(entry.since)
    if not entry.reason.strip():
        raise IgnoringRefused("Whoever reads it later wants to know why: a reason is missing.")
    if entry.until < first:
        raise IgnoringRefused(f"{entry.until} is over: the last day is {first} at the earliest.")
    if entry.until - first > LONGEST:
        latest = first + LONGEST
        raise IgnoringRefused(f"{entry.until} is too far: {latest} is the latest day there is.")

    def change(all_: Iterable[Ignored]) -> list[Ignored]:
        kept = [each for each in all_ if each.counts(entry.since)]
        return [*(each for each in kept if each.change != entry.change), entry]

    _change(folder, change)


def forget(changes: Collection[str], folder: Path = REALMS) -> None:
    """Take away what is declared of changes with these digests, if anything is."""
    if any(each.change in changes for each in read(folder)):
        _change(folder, lambda all_: [each for each in all_ if each.change not in changes])


def _change(folder: Path, edit: Callable[[Iterable[Ignored]], list[Ignored]]) -> None:
    entries.change(folder / NAME, Ignored, _HEAD, edit)
