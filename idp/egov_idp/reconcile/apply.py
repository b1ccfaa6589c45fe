"""Does what a plan says, and nothing else, one object after the other."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from egov_idp.reconcile.change import Change
from egov_idp.reconcile.compare import Plan, compare
from egov_idp.reconcile.edits import lost_edits
from egov_idp.reconcile.errors import DeletionUnnamed, Moved, NotTaken
from egov_idp.reconcile.hand_made import BY_HAND
from egov_idp.reconcile.journal import Journal
from egov_idp.reconcile.kind import Kind
from egov_idp.reconcile.lease import Applier, Lease, held, tidy
from egov_idp.reconcile.live import LiveRealm, read
from egov_idp.reconcile.marks import IN_PART, begin, is_known, made, remember, with_changes
from egov_idp.reconcile.order import BY_NAME
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path, at, plain


@dataclass(frozen=True, kw_only=True)
class Step:
    """All changes of one object, which are written at once.

    ``held`` has to be so whatever is declared of it, and whoever made it.
    """

    kind: Kind
    name: Path
    changes: tuple[Change, ...]
    held: bool = False

    @property
    def deletes(self) -> bool:
        """Whether the object is to go."""
        return self.changes[0].deletes

    def __str__(self) -> str:
        return f"{self.kind.name} {'/'.join(self.name)}"


def apply(
    realm: RealmAdmin,
    plan: Plan,
    applier: Applier,
    allowed: Collection[str] = (),
    leaving: Collection[Change] = (),
) -> list[str]:
    """Write the plan, each object from how it is right before, and look at the result.

    ``leaving`` is what the plan lacks; if nobody's hand made it the next start looks at the realm
    again. If that is more than deletions, no more is remembered than what was written.
    Answers edits of other people that were lost meanwhile. Stopped anywhere, the next plan holds
    what is left. Raises `DeletionUnnamed` and `Busy` before anything is written, `Moved`,
    `Refused`, `LeaseOver` and `NotTaken` on the way.
    """
    if not plan.changes:
        return []
    require_named(realm, plan, allowed)
    begun, realm.written = applier.now(), []
    with _alone(realm, plan, applier) as lease:
        begin(realm, plan)
        _write(realm, plan, Journal(tenant=plan.tenant, applier=applier), lease)
        _look_back(realm, plan, applier.now(), leaving)
    return lost_edits(realm, begun, realm.written)


def settle(realm: RealmAdmin, plan: Plan, applier: Applier, left: Collection[Change]) -> None:
    """Let a realm in which nothing is to be written know what it is made from, if it does not."""
    ledger = made(plan.settled, plan.live, applier.now())
    if left:
        ledger = ledger.as_of(plan.live.ledger)
    if is_known(plan.live.representation, plan.declared.stamp, ledger):
        tidy(realm, applier)
        return
    with _alone(realm, plan, applier):
        remember(realm, plan.declared.stamp, ledger)


def note_adopted(
    realm: RealmAdmin, plan: Plan, adopted: Collection[Change], applier: Applier
) -> None:
    """Let a realm know that what it holds there by hand is declared now; nothing else is written.

    What a start would still write, it finds.
    """
    stamp = IN_PART if waiting(plan.changes) else plan.declared.stamp
    ledger = with_changes(replace(plan, changes=tuple(adopted)))
    with _alone(realm, plan, applier):
        remember(realm, stamp, ledger)


def require_named(realm: RealmReader, plan: Plan, allowed: Collection[str]) -> None:
    """Raise `DeletionUnnamed` if something that people use is to go, and nobody named it."""
    used = [change.object[-1] for change in deletions_in_use(realm, plan)]
    if unnamed := sorted({*used} - {*allowed}):
        raise DeletionUnnamed(plan.tenant, unnamed)


def deletions_in_use(realm: RealmReader, plan: Plan) -> tuple[Change, ...]:
    """What is to go and people use."""
    return tuple(
        change
        for change in plan.changes
        if change.deletes and BY_NAME[change.kind].in_use(realm, change.object)
    )


@contextmanager
def _alone(realm: RealmAdmin, plan: Plan, applier: Applier) -> Iterator[Lease]:
    """Nobody else writes meanwhile, and the realm is still what the plan saw."""
    with held(realm, applier) as lease:
        if read(realm, plan.declared).digest != plan.live.digest:
            raise Moved(plan.tenant, "it")
        yield lease


def _write(realm: RealmAdmin, plan: Plan, journal: Journal, lease: Lease) -> None:
    for step in _steps(plan):
        lease.require()
        with journal.noted(step.changes):
            _take(realm, step, plan)


def waiting(leaving: Collection[Change]) -> bool:
    """Whether something of that is not the doing of somebody's hand, and a later start's to do."""
    return any(change.origin.why not in BY_HAND for change in leaving)


def _look_back(realm: RealmAdmin, plan: Plan, now: datetime, leaving: Collection[Change]) -> None:
    """Let the realm remember that all is written, if it is."""
    written = read(realm, plan.declared)
    partly = waiting([change for change in leaving if not change.deletes])
    ledger = with_changes(plan) if partly else made(plan.settled, written, now)
    after = compare(plan.declared, written.remembering(ledger), now).changes
    planned = {change.place for change in plan.changes}
    if left := [str(each) for each in after if each.place in planned]:
        raise NotTaken(plan.tenant, left)
    stamp = IN_PART if waiting(leaving) else plan.declared.stamp
    remember(realm, stamp, ledger.as_of(plan.live.ledger) if after else ledger)


def _steps(plan: Plan) -> Iterator[Step]:
    held = {each.place for each in plan.declared.held}

    def one(change: Change) -> tuple[str, Path, bool]:
        return change.kind, change.object, change.place in held

    for (kind, name, of_held), changes in groupby(plan.changes, key=one):
        yield Step(kind=BY_NAME[kind], name=name, changes=tuple(changes), held=of_held)


def _take(realm: RealmAdmin, step: Step, plan: Plan) -> None:
    if step.deletes:
        step.kind.remove(realm, step.name)
        return

    def look(found: Json | None) -> None:
        if not _is_as_seen(step, plan.live, found):
            raise Moved(plan.tenant, str(step))

    fields = [change.field for change in step.changes]
    if step.held:
        wanted = {change.field[0]: change.new for change in step.changes}
        step.kind.put(realm, step.name, wanted, fields, look)
    else:
        step.kind.write(realm, step.name, plan.settled.document, fields, look)


def _is_as_seen(step: Step, live: LiveRealm, found: Json | None) -> bool:
    """Whether the fields to be written hold what the plan says they do, or are to.

    Keycloak changes some by itself, as a mapper when its directory is changed.
    """
    if step.changes[0].makes:
        return found is None or step.kind.always_there
    if found is None:
        return False
    (now,) = live.masked(step.kind, {step.name: found}).values()
    return all(plain(at(now, each.field)) in (each.old, plain(each.new)) for each in step.changes)
