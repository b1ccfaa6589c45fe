"""Makes a realm, or brings it to what is declared: for ``./egov up`` and for ``realm apply``."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from egov_idp.realms.create import create, introduce_people
from egov_idp.reconcile.apply import apply, deletions_in_use, settle, waiting
from egov_idp.reconcile.change import Change
from egov_idp.reconcile.compare import Plan, compare
from egov_idp.reconcile.declared import Declared
from egov_idp.reconcile.edits import with_edits
from egov_idp.reconcile.lease import Applier, tidy
from egov_idp.reconcile.ledger import STAMP, Ledger
from egov_idp.reconcile.live import LiveRealm, read
from egov_idp.reconcile.marks import made, remember
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json

Done = Literal["created", "changed", "as declared"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one realm.

    ``left`` differs still and was left to somebody's decision; ``lost`` are edits of other people
    that were overwritten.
    """

    tenant: str
    done: Done
    changes: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()
    lost: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.changes:
            return f"{self.tenant} {self.done}"
        many = len(self.changes)
        return f"{self.tenant} {self.done} ({many} {'change' if many == 1 else 'changes'})"


def plan_of(realm: RealmReader, declared: Declared, applier: Applier) -> Plan:
    """What differs in that realm, and who changed it; raises `RealmMissing`."""
    now = applier.now()
    return with_edits(compare(declared, read(realm, declared), now), realm).letting_pass(now)


def bring_up_to_date(realm: RealmAdmin, declared: Declared, applier: Applier) -> Outcome:
    """Make the realm, or write what is declared otherwise than before, unless it knows it is so.

    A start decides nothing: what somebody changed by hand, and what people use and nobody declares
    any more, is left as it is and told. A realm that knows it is as declared is not even read,
    unless a flow of former times waits in it for its end.
    """
    found = realm.find()
    if found and found["attributes"].get(STAMP) == declared.stamp and not Ledger.of(found).unbound:
        tidy(realm, applier)
        return Outcome(tenant=realm.tenant, done="as declared")
    if found is None:
        return _made_new(realm, declared, applier)
    _see_to_people(realm, found)
    plan = plan_of(realm, declared, applier)
    used = deletions_in_use(realm, plan)
    by_hand = [change for change in plan.changes if change.origin.why == "by hand"]
    return write(realm, plan, applier, leaving=(*by_hand, *used))


def make_as_declared(
    realm: RealmAdmin, declared: Declared, applier: Applier, allowed: Collection[str] = ()
) -> Outcome:
    """Make the realm, or write all that differs; raises `ReconcileError` and `RealmRefused`."""
    found = realm.find()
    if found is None:
        return _made_new(realm, declared, applier)
    _see_to_people(realm, found)
    return write(realm, plan_of(realm, declared, applier), applier, allowed)


def write(
    realm: RealmAdmin,
    plan: Plan,
    applier: Applier,
    allowed: Collection[str] = (),
    leaving: Collection[Change] = (),
) -> Outcome:
    """Do what the plan says, but for what is left, and let the realm remember it."""
    places = {change.place for change in leaving}
    plan = plan.only(lambda change: change.place not in places)
    left = (*leaving, *(change for each in plan.let_pass for change in each.made.changes))
    lost = apply(realm, plan, applier, allowed, leaving)
    if not plan.changes and not waiting(leaving):
        settle(realm, plan, applier, left)
    return Outcome(
        tenant=realm.tenant,
        done="changed" if plan.changes else "as declared",
        changes=plan.changes,
        left=left,
        lost=tuple(lost),
    )


def _made_new(realm: RealmAdmin, declared: Declared, applier: Applier) -> Outcome:
    create(realm.keycloak, declared.document)
    introduce_people(realm.keycloak, realm.tenant)
    new = LiveRealm(representation=declared.document, key=declared.key)
    remember(realm, declared.stamp, made(declared, new, applier.now()))
    return Outcome(tenant=realm.tenant, done="created")


def _see_to_people(realm: RealmAdmin, found: Json) -> None:
    """A realm that remembers nothing was cut off when it was made."""
    if STAMP not in found["attributes"]:
        introduce_people(realm.keycloak, realm.tenant)
