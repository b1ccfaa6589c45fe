"""The rules that deadlines go by, read from ``data/rules.toml``: packs by date, and single days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import holidays

from egov_apps.onestop.deadline import Clock
from egov_apps.onestop.errors import RulesInvalid
from egov_apps.onestop.files import DATA, read
from egov_apps.onestop.working_time import Calendar, Hours

_YEARS_AHEAD: Final = 3
"""Years after that of the reception for which holidays are known to a clock."""


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """What holds for a dossier past its date.

    ``forwarding_waits``: nobody forwards it before a letter of apology has named a new date.
    """

    forwarding_waits: bool
    basis: Mapping[str, str]
    source: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The rules in force from ``start``.

    ``basis`` is the legal text, ``source`` where we have it from, and ``verified`` whether somebody
    has read it there.
    """

    name: str
    start: date
    weekdays: frozenset[int]
    hours: tuple[Hours, ...]
    cut_off: time
    overdue: Overdue
    basis: Mapping[str, str]
    source: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day that is not as its weekday and the public holidays say: a swapped day, a closure."""

    day: date
    works: bool
    reason: Mapping[str, str]
    basis: Mapping[str, str]
    source: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All packs and days."""

    packs: tuple[Pack, ...]
    days: tuple[Day, ...]

    def pack(self, day: date) -> Pack:
        """The pack in force on ``day``; the first one for days before it."""
        return max((p for p in self.packs if p.start <= day), key=_start, default=self.packs[0])

    def clock(self, day: date, own: Mapping[date, bool] = MappingProxyType({})) -> Clock:
        """What a dossier received on ``day`` goes by.

        ``own`` are days of which the province has said whether its offices work; it is heard last.
        """
        pack, years = self.pack(day), range(day.year, day.year + _YEARS_AHEAD + 1)
        public = _public_holidays(years)
        said = {each.day: each.works for each in self.days} | dict(own)
        on = {each for each, works in said.items() if works}
        off = set(said) - on
        calendar = Calendar(
            weekdays=pack.weekdays,
            hours=pack.hours,
            off=(public.off | off) - on,
            on=(public.on | on) - off,
        )
        return Clock(calendar=calendar, cut_off=pack.cut_off)


@cache
def rules() -> Rules:
    """The rules that come with the module, read once."""
    return load(DATA / "rules.toml")


def load(path: Path) -> Rules:
    """Read a file of rules; raises `RulesInvalid` that names the file and the mistake."""
    return read(path, _rules, RulesInvalid)


def _rules(raw: Mapping[str, Any]) -> Rules:
    packs = sorted((_pack(each) for each in raw["packs"]), key=_start)
    if not packs:
        raise ValueError("it holds no pack")
    return Rules(packs=tuple(packs), days=tuple(Day(**each) for each in raw["days"]))


def _pack(raw: Mapping[str, Any]) -> Pack:
    hours = tuple(Hours(**each) for each in raw["hours"])
    ends = [moment for each in hours for moment in (each.start, each.end)]
    if not ends or ends != sorted(set(ends)):
        raise ValueError("hours must follow each other")
    return Pack(
        name=raw["name"],
        start=raw["from"],
        weekdays=frozenset(raw["weekdays"]),
        hours=hours,
        cut_off=raw["cut_off"],
        overdue=Overdue(**raw["overdue"]),
        basis=raw["basis"],
        source=raw["source"],
        verified=raw["verified"],
    )


def _start(pack: Pack) -> date:
    return pack.start


@dataclass(frozen=True, kw_only=True)
class _Public:
    off: frozenset[date]
    on: frozenset[date]


@cache
def _public_holidays(years: range) -> _Public:
    """Holidays by law with the days swapped for them, and the days on which these are made up."""
    known = holidays.country_holidays("VN", years=years)
    return _Public(off=frozenset(known), on=frozenset(known.weekend_workdays))
