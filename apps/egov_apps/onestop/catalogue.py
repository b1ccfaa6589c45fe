"""The procedures a counter can receive dossiers for, read from ``data/catalogue/``.

There is a file for each pack, the regime of a time: 2015 with districts, 2026 without. Each row is
one version of a procedure; the last day of a pack is that of all its rows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from egov_apps.onestop.errors import CatalogueInvalid, ProcedureUnknown
from egov_apps.onestop.files import DATA, read
from egov_apps.onestop.levies import Collect, Levy, LevyKind, Per
from egov_apps.onestop.models import CopyKind

_PROCEDURE_CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.H\d{2})?")
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_EVER_AFTER: Final = date.max


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long a procedure takes: working days (0 = the same day) or working hours."""

    amount: int
    unit: Literal["day", "hour"]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One paper of a dossier, as it is asked for; ``form`` is the text that prescribes its form.

    ``form`` is empty where the paper has none.
    """

    code: str
    name: Mapping[str, str]
    kind: CopyKind
    form: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of procedures (lĩnh vực)."""

    code: str
    name: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Body:
    """Who is competent to decide, wherever the dossier is received."""

    level: Literal["province", "district", "commune"]
    name: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One version of a procedure, in force from ``start`` to the day ``end``; without levies, free.

    ``basis`` is the legal text, ``source`` where we have the row from, and ``verified`` whether
    somebody has read it in that text.
    """

    code: str
    start: date
    end: date
    name: Mapping[str, str]
    field: Field
    competent: Body
    processing: Duration
    levies: tuple[Levy, ...]
    basis: Mapping[str, str]
    source: str
    verified: bool
    parts: tuple[Part, ...]


class Catalogue:
    """All versions of all procedures."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.versions = tuple(sorted(procedures, key=lambda each: (each.code, each.start)))

    def list_in_force(self, day: date) -> list[Procedure]:
        """The version of each procedure that holds on ``day``, sorted by code."""
        held = (each for each in self.versions if each.start <= day <= each.end)
        return list({each.code: each for each in held}.values())

    def get(self, code: str, day: date) -> Procedure:
        """The version of ``code`` that holds on ``day``; raises `ProcedureUnknown`."""
        for each in self.list_in_force(day):
            if each.code == code:
                return each
        raise ProcedureUnknown(code)

    def list_fields(self) -> list[Field]:
        """The fields of all procedures there ever were, by their codes."""
        found = {each.field.code: each.field for each in self.versions}
        return [found[code] for code in sorted(found)]


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the module, read once."""
    packs = sorted((DATA / "catalogue").glob("*.toml"))
    return Catalogue(each for path in packs for each in load(path).versions)


def load(path: Path) -> Catalogue:
    """Read the file of a pack; raises `CatalogueInvalid` that names the file and the mistake."""
    return read(path, _pack, CatalogueInvalid)


def _pack(raw: Mapping[str, Any]) -> Catalogue:
    levels = raw["pack"]["levels"]
    if strange := [key for key, body in raw["bodies"].items() if body["level"] not in levels]:
        raise ValueError(f"{strange}: the pack has no such level")
    found = Catalogue(_procedure(each, raw) for each in raw["procedures"])
    for each in found.versions:
        if not raw["pack"]["from"] <= each.start <= each.end:
            raise ValueError(f"{each.code} begins outside of its pack")
    return found


def _procedure(raw: Mapping[str, Any], pack: Mapping[str, Any]) -> Procedure:
    if not _PROCEDURE_CODE.fullmatch(raw["code"]):
        raise ValueError(f"{raw['code']} is no procedure code")
    body = pack["bodies"][raw["competent"]]
    return Procedure(
        code=raw["code"],
        start=raw["from"],
        end=pack["pack"].get("until", _EVER_AFTER),
        name=_texts(raw["name"]),
        field=Field(code=_slug(raw["field"]), name=_texts(pack["fields"][raw["field"]])),
        competent=Body(level=body["level"], name=_texts(body)),
        processing=Duration(**raw["processing"]),
        levies=tuple(_levy(each) for each in raw["levies"]),
        basis=_texts(raw["basis"]),
        source=raw["source"],
        verified=raw["verified"],
        parts=tuple(_part(each) for each in raw["parts"]),
    )


def _levy(raw: Mapping[str, Any]) -> Levy:
    if raw["amount"] <= 0:
        raise ValueError(f"{raw['vi']} costs nothing: leave it out")
    return Levy(
        kind=LevyKind(raw["kind"]),
        name=_texts(raw),
        amount=raw["amount"],
        per=Per(raw["per"]),
        collect=Collect(raw["collect"]),
        account=raw.get("account", ""),
        item=raw.get("item", ""),
    )


def _part(raw: Mapping[str, Any]) -> Part:
    return Part(
        code=_slug(raw["code"]),
        name=_texts(raw),
        kind=CopyKind(raw["kind"]),
        form=raw.get("form", ""),
    )


def _slug(code: str) -> str:
    if not _SLUG.fullmatch(code):
        raise ValueError(f"{code} is no code of a part or a field")
    return code


def _texts(raw: Mapping[str, str]) -> Mapping[str, str]:
    return {"vi": raw["vi"], "en": raw["en"]}
