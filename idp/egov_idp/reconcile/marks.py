"""What a realm remembers while it is changed, and afterwards."""

from dataclasses import replace
from datetime import datetime

from egov_idp.reconcile.compare import Plan
from egov_idp.reconcile.declared import Declared
from egov_idp.reconcile.kinds.flows import Flow, names
from egov_idp.reconcile.ledger import LEDGER, STAMP, Ledger, Moments
from egov_idp.reconcile.live import LiveRealm
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.rest import RealmAdmin
from egov_idp.reconcile.values import Json, patched

_UNDER_WAY = "changing"
IN_PART = "in part"
"""Stamp of a realm in which something that is declared was left for the next start."""


def begin(realm: RealmAdmin, plan: Plan) -> None:
    """Remember what will be ours even if this run is cut off, and forget what may not hold."""
    ledger, sent = plan.live.ledger, plan.declared.secrets
    applied = {kind: dict(found) for kind, found in ledger.applied.items()}
    for change in plan.changes:
        if change.makes:
            applied.setdefault(change.kind, {}).setdefault(change.object, {})
    kept = {where: digest for where, digest in ledger.secrets.items() if sent.get(where) == digest}
    remember(realm, _UNDER_WAY, replace(ledger, applied=applied, secrets=kept))


def is_known(realm: Json, stamp: str, ledger: Ledger) -> bool:
    """Whether the realm remembers just that, whenever it was."""
    known = Ledger.of(realm)
    return realm["attributes"].get(STAMP) == stamp and ledger.as_of(known).text == known.text


def made(declared: Declared, live: LiveRealm, now: datetime) -> Ledger:
    """What there is to remember of a realm that was made as declared and now looks like ``live``.

    What was made earlier and is still there stays ours, so that it can still be taken away.
    """
    before, ledger = live.ledger, declared.ledger(now, _unbound(declared, live, now))
    applied = {kind: dict(found) for kind, found in ledger.applied.items()}
    for kind in KINDS:
        if kind.removable:
            there, ours = live.objects(kind), applied.setdefault(kind.name, {})
            for name, each in before.applied.get(kind.name, {}).items():
                if name in there:
                    ours.setdefault(name, each)
    return replace(ledger, applied={kind: found for kind, found in applied.items() if found})


def with_changes(plan: Plan) -> Ledger:
    """What the realm remembers, and those changes beside it, but for objects that others made."""
    wanted = plan.settled.applied
    applied = {kind: dict(found) for kind, found in plan.live.ledger.applied.items()}
    for change in plan.changes:
        ours = applied.setdefault(change.kind, {})
        if change.deletes:
            ours.pop(change.object, None)
        elif whole := wanted.get(change.kind, {}).get(change.object):
            before = ours.get(change.object, {})
            ours[change.object] = patched(before, whole, [change.field])
    return replace(
        plan.live.ledger, applied={kind: found for kind, found in applied.items() if found}
    )


def _unbound(declared: Declared, live: LiveRealm, now: datetime) -> Moments:
    """Flows of ours that are not declared any more, and since when."""
    known = {alias for (alias,) in live.ledger.applied.get(Flow.name, {})} | {*live.ledger.unbound}
    there = names(live.representation)
    old = (known & there) - names(declared.document)
    return {alias: live.ledger.unbound.get(alias, now) for alias in sorted(old)}


def remember(realm: RealmAdmin, stamp: str, ledger: Ledger) -> None:
    """Let the realm say of itself what it is made from.

    Attributes alone are sent: nobody's change of anything else is overwritten by a note.
    """
    attributes = realm.get()["attributes"] | {STAMP: stamp, LEDGER: ledger.text}
    realm.put("", {"realm": realm.tenant, "attributes": attributes})
