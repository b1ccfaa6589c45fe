"""What a rule says of a realm, and the rule."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""``error``: do not run it so. ``warning``: it should be changed. ``note``: to be known."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong: with which object of the realm, in which field, and what is there."""

    object: str
    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.object}, {self.field} {self.text}"
