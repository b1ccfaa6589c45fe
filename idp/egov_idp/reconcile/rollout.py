"""One change for many realms, ring after ring: written, tried, and halted where it does harm."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from egov_idp.reconcile.errors import Halted
from egov_idp.reconcile.update import Outcome


class Member(Protocol):
    """One realm of a ring."""

    @property
    def tenant(self) -> str:
        """Its name."""

    def write(self) -> Outcome:
        """Bring it to what is declared; what is so already is not written."""

    def check(self) -> None:
        """Raise what people would meet who sign in to it now."""


class Show(Protocol):
    """Tells what happens."""

    def ring(self, name: str, tenants: Sequence[str]) -> None:
        """A ring begins."""

    def written(self, outcome: Outcome) -> None:
        """A realm was written, or was so already."""

    def checked(self, tenant: str) -> None:
        """People sign in to it."""


@dataclass(frozen=True, kw_only=True)
class Members:
    """The realms of one ring, in their order."""

    ring: str
    realms: tuple[Member, ...]


def roll_out(rings: Iterable[Members], show: Show) -> None:
    """Write and try one realm after the other, and touch nothing after the first that fails.

    The same command again goes on from there. Raises `Halted`.
    """
    rings, done = tuple(rings), list[Outcome]()
    waiting = [realm.tenant for ring in rings for realm in ring.realms]
    for ring in rings:
        show.ring(ring.ring, [realm.tenant for realm in ring.realms])
        for realm in ring.realms:
            waiting.remove(realm.tenant)
            _take(realm, done, waiting, show)


def _take(realm: Member, done: list[Outcome], waiting: Sequence[str], show: Show) -> None:
    before = [each.tenant for each in done if each.changes]
    try:
        outcome = realm.write()
    except Exception as error:  # whatever it is, nothing after it is touched
        raise Halted(
            realm.tenant, "not written, or not all of it", error, before, waiting
        ) from error
    show.written(outcome)
    try:
        realm.check()
    except Exception as error:  # as above
        how = "changed, and people cannot sign in" if outcome.changes else "people cannot sign in"
        raise Halted(realm.tenant, how, error, before, waiting) from error
    show.checked(realm.tenant)
    done.append(outcome)
