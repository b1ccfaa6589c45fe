"""Writes some fields of a realm that runs as they are declared now, and leaves all others."""

from collections.abc import Collection

from egov_idp.errors import IdpError
from egov_idp.local import platform
from egov_idp.local.platform import Platform, Say
from egov_idp.realms.emergency import Place
from egov_idp.reconcile import Outcome, RealmAdmin, plan_of, write


def bring(described: Platform, tenant: str, places: Collection[Place]) -> Outcome:
    """Write those; raises `ReconcileError`."""
    realm = RealmAdmin(platform.realm_administrator(described), tenant)
    applier = platform.applier(described.layout)
    plan = plan_of(realm, platform.declared(described, tenant), applier)
    others = [change for change in plan.changes if change.place not in places]
    return write(realm, plan, applier, leaving=others)


def bring_and_say(described: Platform, tenant: str, places: Collection[Place], say: Say) -> bool:
    """Write those and tell each, or why they could not be; False then."""
    try:
        for change in bring(described, tenant, places).changes:
            say(f"{tenant}: {change}")
    except IdpError as error:
        say(f"{tenant}: {error}")
        return False
    return True
