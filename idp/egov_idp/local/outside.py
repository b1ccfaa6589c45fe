"""Lets realms take the new secrets of outside modules when their moment has come."""

from datetime import datetime

from egov_idp.local import partly
from egov_idp.local.platform import Platform, Say
from egov_idp.realms import RealmSpec
from egov_idp.realms.emergency import Place


def settle(described: Platform, say: Say, now: datetime) -> bool:
    """Write those whose moment has come; False if a realm could not be reached."""
    due = {tenant: _due(spec, now) for tenant, spec in described.realms.items()}
    written = [
        partly.bring_and_say(described, tenant, places, say)
        for tenant, places in due.items()
        if places
    ]
    return all(written)


def moments(spec: RealmSpec) -> tuple[datetime, ...]:
    """When secrets of that province change."""
    return tuple(each.next.starts for each in spec.outside_modules.values() if each.next)


def _due(spec: RealmSpec, now: datetime) -> list[Place]:
    outside = spec.outside_modules.items()
    names = [name for name, each in outside if each.next and each.next.starts <= now]
    return [("client", (name,), ("secret",)) for name in names]
