"""A realm as large as benchmarks take it, a Keycloak for it, and what something costs there."""

import copy
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from egov_idp.local import choices
from egov_idp.local.choices import Choices
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor

from tests.support._ports import free_ports
from tests.support._tenants import TENANTS
from tests.support.directory import start_directory
from tests.support.keycloak import RunningKeycloak, start_keycloak

CLIENTS, ROLES, GROUPS = 60, 300, 100

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds."""

    cpu: float
    wall: float


def large(keycloak: RunningKeycloak, name: str) -> Json:
    """Da Nang's realm with more of everything."""
    document = copy.deepcopy(keycloak.document("danang")) | {"realm": name}
    onestop = next(each for each in document["clients"] if each["clientId"] == "onestop")
    more = range(CLIENTS - len(document["clients"]))
    document["clients"] += [copy.deepcopy(onestop) | {"clientId": f"module-{n}"} for n in more]
    document["roles"]["client"] = {
        f"module-{n}": [{"name": f"role-{r}", "description": "one of many"} for r in _share(n)]
        for n in more
    }
    document["groups"] = [{"name": f"group-{n}", "attributes": {}} for n in range(GROUPS)]
    return document


def _share(client: int) -> range:
    """The numbers of its roles, so that all clients together have `ROLES`."""
    holders = CLIENTS - 10
    return range(ROLES // holders) if client < holders else range(0)


def row(what: str, measured: str, goal: str) -> tuple[str, str, str]:
    return what, measured, goal


def of_median(costs: list[Cost], which: str) -> float:
    return median(getattr(cost, which) for cost in costs)


def cost(work: Callable[[], object]) -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Cost(cpu=(time.process_time() - cpu) * 1000, wall=(time.perf_counter() - wall) * 1000)


@contextmanager
def running() -> Iterator[RunningKeycloak]:
    """A Keycloak and a directory of their own."""
    with tempfile.TemporaryDirectory(prefix="egov-bench-") as folder:
        layout = Layout(var=Path(folder), ports=free_ports())
        choices.write(layout, Choices(tenants=TENANTS))
        with Supervisor(
            records=layout.run, logs=layout.logs, say=lambda name, line: None
        ) as servers:
            directory = start_directory(layout, servers)
            try:
                yield start_keycloak(layout, servers, directory)
            finally:
                directory.close()
