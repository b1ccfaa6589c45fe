"""Where a difference comes from: something declared, or somebody's hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Why = Literal["declared", "by hand", "removed by hand", "no longer declared"]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A change that somebody made through Keycloak's console or interface, by its admin events."""

    who: str
    at: datetime
    address: str

    def __str__(self) -> str:
        return f"{self.who} from {self.address} at {self.at:%Y-%m-%d %H:%M:%S} UTC"

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {"who": self.who, "at": self.at.isoformat(), "from": self.address}


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Why a realm differs in one place.

    ``source`` says where that is declared: ``baseline``, ``module onestop`` or ``overlay
    realms/danang.yaml``; it is empty for what is not. ``edit`` is known if admin events tell.
    """

    why: Why
    source: str = ""
    edit: Edit | None = None

    def __str__(self) -> str:
        if self.why == "declared":
            return self.source
        return f"{self.why}: {self.edit}" if self.edit else self.why

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        edit = self.edit.as_json() if self.edit else None
        return {"why": self.why, "source": self.source or None, "edit": edit}
