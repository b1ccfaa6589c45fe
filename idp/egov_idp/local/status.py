"""``./egov status``: what runs, read from the records that the supervisor keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from egov_idp.local import platform, ports, readiness, records
from egov_idp.local.layout import Layout
from egov_idp.local.records import Record, SupervisorRecord

State = Literal["not running", "starting", "ready", "partly ready", "stopping"]
ProcessState = Literal["stopped", "waiting", "starting", "ready", "restarting", "running", "done"]
TenantState = Literal["stopped", "waiting", "ready"]

IN_PART: Final = 3
"""Exit code when not everything serves."""


@dataclass(frozen=True, kw_only=True)
class ProcessStatus:
    """One process; ``waiting`` is one whose turn to be started has not come."""

    name: str
    state: ProcessState
    pid: int | None
    port: int | None
    ready_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class TenantStatus:
    """One tenant; ``waiting`` is one that is set up now or later."""

    name: str
    state: TenantState
    portal: str
    ready_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class PlatformStatus:
    """The platform: ``partly ready`` says that a process ended and is being started again.

    It is ``ready`` when all processes are; tenants may still wait then.
    """

    state: State
    pid: int | None
    since: datetime | None
    """When starting, serving or stopping began."""
    processes: tuple[ProcessStatus, ...]
    tenants: tuple[TenantStatus, ...]

    @property
    def exit_code(self) -> int:
        """0 if everything serves, else 3."""
        return 0 if self.state == "ready" else IN_PART

    def as_json(self) -> Mapping[str, Any]:
        """For programs; moments are ISO 8601 in UTC."""
        lists = {
            name: [vars(each) for each in getattr(self, name)] for name in ("processes", "tenants")
        }
        return {**vars(self), **lists}


def look(layout: Layout) -> PlatformStatus:
    """How the platform of that layout is now."""
    supervisor = records.find_supervisor(layout.run)
    found = {record.name: record for record in records.list_all(layout.run)}
    ours = platform.processes(layout)
    names = [*ours, *(name for name in found if name not in ours)]
    processes = tuple(_of(name, found.get(name), supervisor) for name in names)
    return PlatformStatus(
        state=_state(supervisor, processes),
        pid=supervisor.pid if supervisor else None,
        since=supervisor.since if supervisor else None,
        processes=processes,
        tenants=_tenants(layout, processes),
    )


def _of(name: str, record: Record | None, supervisor: SupervisorRecord | None) -> ProcessStatus:
    lives = record is not None and record.state != "ended"
    return ProcessStatus(
        name=name,
        state=_process_state(record, supervisor),
        pid=record.pid if record and lives else None,
        port=ports.of_address(record.address) if record else None,
        ready_since=record.ready_since if record and lives else None,
    )


def _process_state(record: Record | None, supervisor: SupervisorRecord | None) -> ProcessState:
    if record and record.state != "ended":
        return record.state
    if supervisor is None or supervisor.phase == "stopping":
        return "stopped"
    if record and record.one_shot and record.pid:
        return "running"  # it is over, and the supervisor is about to write down how
    return "restarting" if record else "waiting"


def _tenants(layout: Layout, processes: Iterable[ProcessStatus]) -> tuple[TenantStatus, ...]:
    serves = {each.name for each in processes if each.state == "ready"} >= {"keycloak", "web"}
    stopped = all(each.state == "stopped" for each in processes)
    ready = readiness.list_all(layout) if serves else {}
    settings = platform.describe(layout).settings
    return tuple(
        TenantStatus(
            name=name,
            state="ready" if name in ready else "stopped" if stopped else "waiting",
            portal=f"{settings.module_url(name, 'portal', portal=True)}/",
            ready_since=ready.get(name),
        )
        for name in settings.tenants
    )


def _state(supervisor: SupervisorRecord | None, processes: tuple[ProcessStatus, ...]) -> State:
    if supervisor is None:
        return "not running"
    if supervisor.phase != "serving":
        return supervisor.phase
    well = all(each.state in ("ready", "running", "done") for each in processes)
    return "ready" if well else "partly ready"
