"""What an officer says when they act."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One thing that is missing or wrong; without the name of a part it is of the whole."""

    text: str
    part_vi: str = ""
    part_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """``version`` is that of the dossier on the page they acted from; texts are clean.

    ``note``: a reason, an apology, a remark. ``stage`` and ``approver``: of a second request for
    papers. ``extension``: what a new appointment adds, in the procedure's unit of time.
    """

    version: int
    note: str = ""
    legal_basis: str = ""
    unit: str = ""
    defects: tuple[Defect, ...] = ()
    stage: str = ""
    approver: str = ""
    number: str = ""
    extension: int = 0
    recipient: str = ""
