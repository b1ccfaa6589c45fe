"""What becomes of changes by hand: told, let pass for a while, taken back, or declared.

::

    drift = drift_of(plan_of(realm, declared, applier))
    made = drift.get("3f9a-77b02e")
    take_back(realm, declared, [made], applier)     # writes just that
    take_note(realm, declared_anew, made, applier)  # after the province's file says it
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from egov_idp.realms import adopting
from egov_idp.realms.spec import REALMS
from egov_idp.reconcile.apply import note_adopted
from egov_idp.reconcile.compare import Plan
from egov_idp.reconcile.declared import Declared
from egov_idp.reconcile.errors import ChangedAgain, NotByHand
from egov_idp.reconcile.hand_made import HandMade, LetPass, hand_made, is_about
from egov_idp.reconcile.lease import Applier
from egov_idp.reconcile.rest import RealmAdmin
from egov_idp.reconcile.update import Outcome, plan_of, write
from egov_idp.reconcile.values import Json


@dataclass(frozen=True, kw_only=True)
class Drift:
    """What somebody changed by hand in one realm; ``counting`` waits for a decision."""

    tenant: str
    counting: tuple[HandMade, ...]
    let_pass: tuple[LetPass, ...]

    @property
    def all(self) -> tuple[HandMade, ...]:
        """Those that are ignored among them."""
        return (*self.counting, *(each.made for each in self.let_pass))

    def as_json(self, folder: Path = REALMS) -> Json:
        """For programs; ``obstacle`` says why something cannot be adopted."""
        return {
            "tenant": self.tenant,
            "changes": [_told(each, each, folder) for each in self.counting],
            "ignored": [_told(each, each.made, folder) for each in self.let_pass],
        }

    def get(self, id_: str) -> HandMade:
        """The one of that name; raises `NotByHand`, and `ChangedAgain` if it is another now."""
        for made in self.all:
            if made.id == id_:
                return made
        for made in self.all:
            if is_about(id_, made):
                raise ChangedAgain(self.tenant, id_, str(made))
        raise NotByHand(self.tenant, id_)


def drift_of(plan: Plan) -> Drift:
    """What of a plan's differences somebody made by hand."""
    counting = hand_made(plan.tenant, plan.changes, plan.live)
    return Drift(tenant=plan.tenant, counting=counting, let_pass=plan.let_pass)


def obstacle(made: HandMade, folder: Path = REALMS) -> str | None:
    """Why that cannot be adopted; None if it can be."""
    return adopting.obstacle(made.tenant, made.place, made.found, folder)


def take_back(
    realm: RealmAdmin, declared: Declared, made: Iterable[HandMade], applier: Applier
) -> Outcome:
    """Write what is declared in place of these, whether they are ignored or not, and nothing else.

    Raises `NotByHand` and `ChangedAgain` for one that is not as it was seen, and what `write` does.
    """
    plan = plan_of(realm, replace(declared, ignored=()), applier)
    there = drift_of(plan)
    chosen = {change.place for each in made for change in there.get(each.id).changes}
    others = [change for change in plan.changes if change.place not in chosen]
    return write(realm, plan, applier, leaving=others)


def take_note(realm: RealmAdmin, declared: Declared, made: HandMade, applier: Applier) -> Plan:
    """Let the realm know that what was made there by hand is declared now; answers what differs."""
    plan = plan_of(realm, declared, applier)
    if made.place not in _places(plan):
        note_adopted(realm, plan, made.changes, applier)
    return plan


def _told(what: HandMade | LetPass, made: HandMade, folder: Path) -> Json:
    return what.as_json() | {"obstacle": obstacle(made, folder)}


def _places(plan: Plan) -> Collection[object]:
    return {change.place for change in plan.changes}
