"""Documents that declare otherwise, and realms that somebody changed by hand, without a server."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from egov_idp.reconcile import Declared, LiveRealm
from egov_idp.reconcile.marks import made

Json = dict[str, Any]
Alter = Callable[[Json], object]

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def altered(declared: Declared, *alterations: Alter) -> Declared:
    whole = copy.deepcopy(declared.document)
    for alter in alterations:
        alter(whole)
    return Declared(document=whole, key=declared.key, keycloak="26.7.3", source=declared.source)


def realm_of(applied: Declared, *by_hand: Alter, since: datetime = NOW) -> LiveRealm:
    """A realm that was made so, and then changed by hand."""
    new = LiveRealm(representation=applied.document, key=applied.key)
    remembered = new.remembering(made(applied, new, since)).representation
    numbered = [flow | {"id": flow["alias"]} for flow in remembered["authenticationFlows"]]
    remembered = remembered | {"authenticationFlows": numbered}
    there = altered(Declared(document=remembered, key=applied.key, keycloak="26.7.3"), *by_hand)
    return LiveRealm(representation=there.document, key=applied.key)


def client(whole: Json, name: str) -> Json:
    return next(dict_ for dict_ in whole["clients"] if dict_["clientId"] == name)
