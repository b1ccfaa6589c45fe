"""What is new among changes by hand, and what is gone, from one look at realms to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from egov_idp.errors import IdpError
from egov_idp.reconcile.drift import Drift
from egov_idp.reconcile.hand_made import HandMade, LetPass
from egov_idp.reconcile.values import Json

Looked = Mapping[str, Drift | IdpError]
"""By tenant, what was found, or why nothing could be."""
What = Literal["new", "ignored", "gone", "no answer", "answers again"]

_FEW = 3


@dataclass(frozen=True, kw_only=True)
class Event:
    """One piece of news of these realms; ``made`` is what was changed by hand."""

    what: What
    tenants: tuple[str, ...]
    made: HandMade | LetPass | None = None
    error: str = ""

    def __str__(self) -> str:
        many = len(self.tenants)
        where = ", ".join(self.tenants) if many <= _FEW else f"{many} realms"
        said = str(self.made or self.error)
        return f"{where}: {self.what}" + (f": {said}" if said else "")

    def as_json(self) -> Json:
        """For programs."""
        change = self.made.as_json() if self.made else None
        said = {"what": self.what, "tenants": list(self.tenants)}
        return {**said, "change": change, "error": self.error or None}


class Watch:
    """Remembers the last look; the first one tells all there is."""

    def __init__(self) -> None:
        self._there: dict[str, dict[str, HandMade | LetPass]] = {}
        self._silent: dict[str, str] = {}

    def news(self, looked: Looked) -> Iterator[Event]:
        """What changed since; trouble that several realms have is told once."""
        found = {name: each for name, each in looked.items() if isinstance(each, Drift)}
        errors = {name: each for name, each in looked.items() if isinstance(each, IdpError)}
        if again := tuple(name for name in found if self._silent.pop(name, None)):
            yield Event(what="answers again", tenants=again)
        yield from self._silences(errors)
        for name, drift in found.items():
            yield from self._changes(name, drift)

    def _silences(self, errors: Mapping[str, IdpError]) -> Iterator[Event]:
        new = {name: each for name, each in errors.items() if self._silent.get(name) != each.code}
        for code in dict.fromkeys(each.code for each in new.values()):
            names = tuple(name for name, each in new.items() if each.code == code)
            self._silent |= dict.fromkeys(names, code)
            yield Event(
                what="no answer", tenants=names, error=str(new[names[0]]).partition("\n")[0]
            )

    def _changes(self, name: str, drift: Drift) -> Iterator[Event]:
        before, now = self._there.get(name, {}), _by_digest(drift)
        self._there[name] = now
        for digest, made in before.items():
            if digest not in now:
                yield Event(what="gone", tenants=(name,), made=made)
        for digest, made in now.items():
            if type(before.get(digest)) is not type(made):
                what: What = "ignored" if isinstance(made, LetPass) else "new"
                yield Event(what=what, tenants=(name,), made=made)


def _by_digest(drift: Drift) -> dict[str, HandMade | LetPass]:
    counting = {made.digest: made for made in drift.counting}
    return {**counting, **{each.made.digest: each for each in drift.let_pass}}
