"""Brings realms to what is declared: read, compare three ways, apply.

::

    declared = Declared(document=document, key=key, keycloak="26.7.3")
    realm, applier = RealmAdmin(keycloak, declared.tenant), Applier(folder=folder, who="an")
    plan = plan_of(realm, declared, applier)   # says what differs and why, does nothing
    write(realm, plan, applier)                # writes just that

`bring_up_to_date` is what ``./egov up`` does. What kinds of objects there are, and in which order
they are written, says `order.KINDS`.
"""

from egov_idp.reconcile.change import Change, Foreign
from egov_idp.reconcile.compare import Plan, compare
from egov_idp.reconcile.declared import Declared
from egov_idp.reconcile.lease import Applier
from egov_idp.reconcile.live import LiveRealm, export, read
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.sources import Sources
from egov_idp.reconcile.update import Outcome, bring_up_to_date, make_as_declared, plan_of, write

__all__ = [
    "Applier",
    "Change",
    "Declared",
    "Foreign",
    "LiveRealm",
    "Outcome",
    "Plan",
    "RealmAdmin",
    "RealmReader",
    "Sources",
    "bring_up_to_date",
    "compare",
    "export",
    "make_as_declared",
    "plan_of",
    "read",
    "write",
]
