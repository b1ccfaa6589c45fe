"""What somebody changed by hand in the platform's realms, and what a person decides about it.

Each decision is noted in the journal of the realm: who, when, what.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from egov_idp.errors import IdpError
from egov_idp.local import platform
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.realms import adopting, ignoring
from egov_idp.realms.adopting import Adoption
from egov_idp.realms.ignoring import Ignored
from egov_idp.reconcile import Change, Outcome, RealmAdmin, RealmReader, plan_of
from egov_idp.reconcile.drift import Drift, drift_of, take_back, take_note
from egov_idp.reconcile.hand_made import HandMade
from egov_idp.reconcile.journal import Journal
from egov_idp.reconcile.watching import Looked


def look(described: Platform, tenant: str) -> Drift:
    """What there is in that realm; raises `ReconcileError`."""
    reader = RealmReader(platform.realm_administrator(described), tenant)
    applier = platform.applier(described.layout)
    return drift_of(plan_of(reader, platform.declared(described, tenant), applier))


def look_at(layout: Layout, tenants: Iterable[str]) -> Looked:
    """What there is in these realms as they are declared now, or why nothing can be said."""
    try:
        described = platform.describe(layout)
    except IdpError as error:
        return dict.fromkeys(tenants, error)
    return {tenant: _look(described, tenant) for tenant in tenants}


def adopt(described: Platform, tenant: str, id_: str) -> tuple[HandMade, Adoption]:
    """Write it into the province's file; then let the realm know with `tell`.

    Raises `NotByHand`, `ChangedAgain`, `OverlayMoved`, and what `adopting.adopt` does.
    """
    made = look(described, tenant).get(id_)
    adoption = adopting.adopt(tenant, made.place, made.found)
    with _journal(described, tenant).noted([f"adopt {made}"]):
        adoption.write()
    ignoring.forget([made.digest])
    return made, adoption


def tell(described: Platform, made: HandMade) -> tuple[Change, ...]:
    """Let the realm know that what was adopted is declared now.

    Answers what the files say and the realm does not: a key may say several settings of a realm.
    """
    anew = platform.describe(described.layout)
    realm = RealmAdmin(platform.realm_administrator(anew), made.tenant)
    declared = platform.declared(anew, made.tenant)
    plan = take_note(realm, declared, made, platform.applier(anew.layout))
    return tuple(change for change in plan.changes if change.origin.why == "declared")


def ignore(
    described: Platform, tenant: str, id_: str, *, reason: str, until: date, now: datetime
) -> Ignored:
    """Let it pass up to and with that day; raises `IgnoringRefused` and as `adopt` does."""
    made = look(described, tenant).get(id_)
    entry = Ignored(
        change=made.digest,
        tenant=tenant,
        what=str(made),
        since=now,
        until=until,
        by=platform.applier(described.layout).who,
        reason=reason,
    )
    with _journal(described, tenant).noted([f"ignore {made}: {entry}"]):
        ignoring.ignore(entry)
    return entry


def revert(described: Platform, tenant: str, ids: Sequence[str] = ()) -> Outcome:
    """Take back these, or without any all that nobody ignores; raises as `adopt` and `write` do."""
    drift = look(described, tenant)
    chosen = [drift.get(each) for each in ids] if ids else drift.counting
    realm = RealmAdmin(platform.realm_administrator(described), tenant)
    declared = platform.declared(described, tenant)
    outcome = take_back(realm, declared, chosen, platform.applier(described.layout))
    ignoring.forget([each.digest for each in chosen])
    return outcome


def _look(described: Platform, tenant: str) -> Drift | IdpError:
    try:
        return look(described, tenant)
    except IdpError as error:
        return error


def _journal(described: Platform, tenant: str) -> Journal:
    return Journal(tenant=tenant, applier=platform.applier(described.layout))
