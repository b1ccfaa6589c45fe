"""What differs between a realm and what is declared, as data."""

from collections.abc import Mapping
from dataclasses import dataclass

from egov_idp.reconcile.origin import Origin
from egov_idp.reconcile.values import Json, Path, Secret, Value

_LONGEST = 60
_ABSENT = "–"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of an object that is to become another, or an object that is to come or to go.

    For a whole object ``field`` is empty, and ``old`` or ``new`` is `None`.
    """

    kind: str
    object: Path
    field: Path
    old: Value
    new: Value
    origin: Origin

    @property
    def makes(self) -> bool:
        """Whether the whole object is to come."""
        return not self.field and self.old is None

    @property
    def deletes(self) -> bool:
        """Whether the whole object is to go."""
        return not self.field and self.new is None

    @property
    def place(self) -> tuple[str, Path, Path]:
        """What it is about: kind, object, field."""
        return self.kind, self.object, self.field

    def __str__(self) -> str:
        where = f"{self.kind} {'/'.join(self.object)}"
        if self.makes or self.deletes:
            return f"{where}: {'make' if self.makes else 'delete'} ({self.origin})"
        what = f"{short(self.old)} → {short(self.new)}"
        return f"{where}: {'.'.join(self.field)}: {what} ({self.origin})"

    def as_json(self) -> Json:
        """For programs; a secret is shown by a digest alone."""
        return {
            "kind": self.kind,
            "object": list(self.object),
            "field": list(self.field),
            "old": shown(self.old),
            "new": shown(self.new),
            "origin": self.origin.as_json(),
        }


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """An object in the realm that was never declared; it is left alone."""

    kind: str
    object: Path

    def __str__(self) -> str:
        return f"{self.kind} {'/'.join(self.object)}"

    def as_json(self) -> Json:
        """For programs."""
        return {"kind": self.kind, "object": list(self.object)}


def shown(value: Value) -> Value:
    """The value with its secrets masked."""
    if isinstance(value, Mapping):
        return {name: shown(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shown(each) for each in value]
    return str(value) if isinstance(value, Secret) else value


def short(value: Value) -> str:
    """The value as it is told in a line."""
    if value is None:
        return _ABSENT
    text = str(shown(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
