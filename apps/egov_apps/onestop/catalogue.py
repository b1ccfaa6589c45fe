"""The procedures a counter can receive dossiers for, read from ``data/catalogue.toml``."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from egov_apps.onestop.errors import CatalogueInvalid, ProcedureUnknown

DATA = Path(__file__).parent / "data"
_PROCEDURE_CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.H\d{2})?")
_PART_CODE = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long a procedure takes: working days (0 = the same day) or working hours."""

    amount: int
    unit: Literal["day", "hour"]


@dataclass(frozen=True, kw_only=True)
class Fee:
    """What it costs, in đồng; 0 is free."""

    amount: int
    per: Literal["dossier", "page"]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One paper of a dossier."""

    code: str
    name: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One version of a procedure, in force from ``start``.

    ``verified`` says whether somebody has read its rules in the legal text named by ``basis``.
    """

    code: str
    start: date
    name: Mapping[str, str]
    field: Mapping[str, str]
    processing: Duration
    fee: Fee
    basis: Mapping[str, str]
    verified: bool
    parts: tuple[Part, ...]


class Catalogue:
    """All versions of all procedures."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._versions = sorted(procedures, key=lambda each: (each.code, each.start))

    def list_in_force(self, day: date) -> list[Procedure]:
        """The version of each procedure that holds on ``day``, sorted by code."""
        return list({each.code: each for each in self._versions if each.start <= day}.values())

    def get(self, code: str, day: date) -> Procedure:
        """The version of ``code`` that holds on ``day``; raises `ProcedureUnknown`."""
        for each in self.list_in_force(day):
            if each.code == code:
                return each
        raise ProcedureUnknown(code)


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the module, read once."""
    return load(DATA / "catalogue.toml")


def load(path: Path) -> Catalogue:
    """Read a catalogue file; raises `CatalogueInvalid` that names the file and the mistake."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Catalogue([_procedure(each) for each in raw["procedures"]])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise CatalogueInvalid(f"{path}: {error!r}") from error


def _procedure(raw: Mapping[str, Any]) -> Procedure:
    if not _PROCEDURE_CODE.fullmatch(raw["code"]):
        raise ValueError(f"{raw['code']} is no procedure code")
    return Procedure(
        code=raw["code"],
        start=raw["from"],
        name=_texts(raw["name"]),
        field=_texts(raw["field"]),
        processing=Duration(**raw["processing"]),
        fee=Fee(**raw["fee"]),
        basis=_texts(raw["basis"]),
        verified=raw["verified"],
        parts=tuple(_part(each) for each in raw["parts"]),
    )


def _part(raw: Mapping[str, str]) -> Part:
    if not _PART_CODE.fullmatch(raw["code"]):
        raise ValueError(f"{raw['code']} is no code of a part")
    return Part(code=raw["code"], name=_texts({"vi": raw["vi"], "en": raw["en"]}))


def _texts(raw: Mapping[str, str]) -> Mapping[str, str]:
    return {"vi": raw["vi"], "en": raw["en"]}
