"""What a check found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer of one check; ``fix`` says what to do unless there is nothing to do."""

    check: str
    state: State
    found: str
    fix: str | None = None

    def as_json(self) -> Mapping[str, str | None]:
        """For programs."""
        return vars(self)


def ok(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check=check, state="ok", found=found)


def warning(check: str, found: str, fix: str) -> Finding:
    """The platform runs, but something should be done."""
    return Finding(check=check, state="warning", found=found, fix=fix)


def failed(check: str, found: str, fix: str) -> Finding:
    """The platform cannot start, or does not serve."""
    return Finding(check=check, state="failed", found=found, fix=fix)


def skipped(check: str, phase: str, fix: str) -> Finding:
    """What a platform in this phase cannot show."""
    found = f"not asked: the platform is {phase}"
    return Finding(check=check, state="skipped", found=found, fix=fix)
