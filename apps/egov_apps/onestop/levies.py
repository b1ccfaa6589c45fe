"""What a procedure costs: fees (phí) and charges (lệ phí), kept apart, each with its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class LevyKind(StrEnum):
    """Phí pays for a service, lệ phí for an act of the state; the treasury books them apart."""

    FEE = "fee"
    CHARGE = "charge"


class Per(StrEnum):
    """What the amount is for."""

    DOSSIER = "dossier"
    PAGE = "page"
    COPY = "copy"


class Collect(IntEnum):
    """When it is collected: the national code HinhThucThu, in the order of a dossier's life."""

    RECEPTION = 1
    SUPPLEMENT = 2
    RESULT = 4


@dataclass(frozen=True, kw_only=True)
class Levy:
    """One fee or charge of a procedure; ``amount`` in đồng, above 0.

    ``account`` and ``item`` are the treasury account and the budget sub-item that it is paid into,
    empty where the province has not filled them in.
    """

    kind: LevyKind
    name: Mapping[str, str]
    amount: int
    per: Per
    collect: Collect
    account: str
    item: str
