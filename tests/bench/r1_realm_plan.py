"""R1, R2: what it costs to plan and to change a realm.

A realm of 60 clients, 300 client roles and 100 groups is planned unchanged, beside a reader that
asks python-keycloak for each object (what a tool without an export does); then 17 realms of the
platform; then a change of ten objects.
Calls are counted where each request is sent; CPU is this process's, in milliseconds.
"""

import copy
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from egov_idp import realms
from egov_idp.reconcile import Declared, RealmAdmin, bring_up_to_date, plan_of, write
from keycloak import KeycloakAdmin
from requests import Response

from tests.support import _figures
from tests.support._large_realm import cost, large, of_median, row, running
from tests.support.keycloak import RunningKeycloak, document_of

ROUNDS = 7
CHANGED = 10

Json = dict[str, Any]


class Counted(RealmAdmin):
    """Counts requests and writes, and how long after its reading each object is written."""

    def __init__(self, keycloak: KeycloakAdmin, tenant: str) -> None:
        super().__init__(keycloak, tenant)
        self.requests = 0
        self.writes: list[str] = []
        self.windows: list[float] = []
        self._read = time.perf_counter()

    def _send(self, method: str, path: str, *args: Any, **over: Any) -> Response:  # noqa: ANN401
        self.requests += 1
        answer = super()._send(method, path, *args, **over)
        if method == "GET":
            self._read = time.perf_counter()
        elif path != "partial-export":
            self.writes.append(path)
            if method == "PUT" and path:
                self.windows.append(time.perf_counter() - self._read)
        return answer


def main() -> None:
    """Measure, say it and write it down."""
    with running() as keycloak:
        lines = _figures.table(
            ("what", "measured", "goal"),
            [*_planned(keycloak), *_all_realms(keycloak)],
        )
    sys.stdout.write("\n".join(lines) + "\n")
    _figures.write("R1, R2: realms that run", lines)


def _planned(keycloak: RunningKeycloak) -> Iterator[tuple[str, str, str]]:
    declared = keycloak.declared(large(keycloak, "bench"))
    admin = keycloak.admin()
    bring_up_to_date(RealmAdmin(admin, "bench"), declared, keycloak.applier)
    ours, theirs, calls = [], [], 0
    for _ in range(ROUNDS):
        realm = Counted(admin, "bench")
        ours.append(cost(lambda realm=realm: plan_of(realm, declared, keycloak.applier)))
        calls = realm.requests
        theirs.append(cost(lambda: _object_by_object(keycloak.admin("bench"))))
    assert plan_of(realm, declared, keycloak.applier).changes == ()
    yield row("plan of an unchanged realm: requests", f"{calls}", "3")
    yield row("own CPU", f"{of_median(ours, 'cpu'):.0f} ms", "25 ms")
    yield row("wall", f"{of_median(ours, 'wall'):.0f} ms", "")
    ratios = [t.wall / o.wall for o, t in zip(ours, theirs, strict=True)]
    yield row("object by object, wall", f"{of_median(theirs, 'wall'):.0f} ms", "")
    yield row("object by object / ours", f"{median(ratios):.0f}x", "")
    yield from _changed(keycloak, declared)


def _changed(keycloak: RunningKeycloak, declared: Declared) -> Iterator[tuple[str, str, str]]:
    document = copy.deepcopy(declared.document)
    for number in range(CHANGED):
        document["clients"][number]["description"] = "changed"
    realm = Counted(keycloak.admin(), "bench")
    plan = plan_of(realm, keycloak.declared(document), keycloak.applier)
    took = cost(lambda: write(realm, plan, keycloak.applier))
    ours = [path for path in realm.writes if not path or path.startswith("roles")]
    objects = len(realm.writes) - len(ours)
    yield row(f"{CHANGED} changed objects: writes", f"{objects}", f"{CHANGED}")
    yield row("and for lease and ledger", f"{len(ours)}", "")
    yield row("wall", f"{took.wall:.0f} ms", "")
    moment = median(realm.windows) * 1000
    yield row("from the reading of an object to the answer of its write", f"{moment:.1f} ms", "")
    assert plan_of(realm, keycloak.declared(document), keycloak.applier).changes == ()


def _all_realms(keycloak: RunningKeycloak) -> Iterator[tuple[str, str, str]]:
    admin, declared = keycloak.admin(), []
    template = document_of("danang", keycloak.settings, keycloak.layout, keycloak.secrets)
    for tenant in realms.load_all():
        each = keycloak.declared(template | {"realm": f"{tenant}-bench"})
        bring_up_to_date(RealmAdmin(admin, each.tenant), each, keycloak.applier)
        declared.append(each)

    def plan_all() -> None:
        for each in declared:
            assert not plan_of(RealmAdmin(admin, each.tenant), each, keycloak.applier).changes

    costs = [cost(plan_all) for _ in range(ROUNDS)]
    yield row(f"plan of {len(declared)} realms, wall", f"{of_median(costs, 'wall'):.0f} ms", "3 s")
    yield row("own CPU", f"{of_median(costs, 'cpu'):.0f} ms", "")
    for each in declared:
        RealmAdmin(admin, each.tenant).delete("")


def _object_by_object(admin: KeycloakAdmin) -> None:
    """What a tool asks that reads a realm with the calls python-keycloak offers."""
    admin.get_realm(admin.connection.realm_name)
    admin.get_realm_roles(brief_representation=False)
    admin.get_components()
    for scope in admin.get_client_scopes():
        admin.get_mappers_from_client_scope(scope["id"])
    for client in admin.get_clients():
        admin.get_mappers_from_client(client["id"])
        admin.get_client_roles(client["id"], brief_representation=False)
    for group in admin.get_groups():
        admin.get_group(group["id"])
    for flow in admin.get_authentication_flows():
        admin.get_authentication_flow_executions(flow["alias"])
    admin.get_required_actions()


if __name__ == "__main__":
    main()
