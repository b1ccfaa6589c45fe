"""R3: what it costs to make a realm, beside the single POST of the same JSON.

Both take turns, and who begins does too, because a server gets faster as it runs; a first pair is
not counted. Ratios are of pairs, and the median of them is told: of what people wait (wall), and of
what Keycloak works (CPU of its process), which other work on the machine hardly changes.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from egov_idp.realms.create import introduce_people
from egov_idp.reconcile import RealmAdmin, bring_up_to_date
from keycloak import KeycloakAdmin

from tests.support import _figures
from tests.support._large_realm import large, row, running
from tests.support.keycloak import RunningKeycloak

ROUNDS = 7
_TICK = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Took:
    """Milliseconds: until it was done, and of Keycloak's CPU."""

    wall: float
    cpu: float

    def times(self, other: "Took") -> "Took":
        """How many times as much."""
        return Took(wall=self.wall / other.wall, cpu=self.cpu / other.cpu)


def main() -> None:
    """Measure, say it and write it down."""
    with running() as keycloak:
        lines = _figures.table(("what", "measured", "goal"), _rows(keycloak))
    sys.stdout.write("\n".join(lines) + "\n")
    _figures.write("R3: a new realm", lines)


def _rows(keycloak: RunningKeycloak) -> list[tuple[str, ...]]:
    admin = keycloak.admin()
    pairs = [_pair(keycloak, admin, ours_first=bool(n % 2)) for n in range(ROUNDS + 1)][1:]
    bare, people, made = ([pair[n] for pair in pairs] for n in range(3))
    times = [ours.times(theirs) for ours, theirs in zip(made, bare, strict=True)]
    wall = sorted(each.wall for each in times)
    return [
        _row("the single POST", bare),
        _row("its 118 people to Keycloak", people),
        _row("new realm with its people", made),
        row("new realm with its people / the single POST, wall", f"{median(wall):.2f}x", "1.2x"),
        row("the least and the most of them", f"{wall[0]:.2f}x, {wall[-1]:.2f}x", ""),
        row("of Keycloak's CPU", f"{median(each.cpu for each in times):.2f}x", ""),
    ]


def _row(what: str, took: list[Took]) -> tuple[str, str, str]:
    wall, cpu = median(each.wall for each in took), median(each.cpu for each in took)
    return row(what, f"{wall:.0f} ms, {cpu:.0f} ms of Keycloak's CPU", "")


def _pair(
    keycloak: RunningKeycloak, admin: KeycloakAdmin, *, ours_first: bool
) -> tuple[Took, Took, Took]:
    """The POST alone, its people, and ours, which is both and the note of it."""
    if ours_first:
        made = _made(keycloak, admin)
    document = large(keycloak, "bare")
    bare = _took(keycloak, lambda: admin.create_realm(document))
    people = _took(keycloak, lambda: introduce_people(admin, "bare"))
    RealmAdmin(admin, "bare").delete("")
    if not ours_first:
        made = _made(keycloak, admin)
    return bare, people, made


def _made(keycloak: RunningKeycloak, admin: KeycloakAdmin) -> Took:
    declared, realm = keycloak.declared(large(keycloak, "made")), RealmAdmin(admin, "made")
    made = _took(keycloak, lambda: bring_up_to_date(realm, declared, keycloak.applier))
    realm.delete("")
    return made


def _took(keycloak: RunningKeycloak, work: Callable[[], object]) -> Took:
    cpu, wall = _cpu(keycloak), time.perf_counter()
    work()
    return Took(wall=(time.perf_counter() - wall) * 1000, cpu=_cpu(keycloak) - cpu)


def _cpu(keycloak: RunningKeycloak) -> float:
    """Milliseconds that its process has worked, in user and kernel mode (proc(5), stat)."""
    told = Path(f"/proc/{keycloak.process.pid}/stat").read_text(encoding="ascii")
    return sum(map(int, told.rpartition(")")[2].split()[11:13])) * _TICK


if __name__ == "__main__":
    main()
