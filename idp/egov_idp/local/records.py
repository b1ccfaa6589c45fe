"""What runs, written down where other commands find it: ``var/run``.

A record names a process by number and by the kernel's start time of it, so that a later process of
the same number is never taken for it. Readers see a record whole or not at all.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from egov_idp import files

State = Literal["starting", "ready", "running", "done", "ended"]
Phase = Literal["starting", "serving", "stopping"]

_SUPERVISOR = "supervisor"


@dataclass(frozen=True, kw_only=True)
class Record:
    """A process of the platform; ``pid`` is None while it waits to be started again.

    A one-shot is ``running`` and, once it ended well, ``done``.
    """

    name: str
    address: str = ""
    pid: int | None = None
    started: str | None = None
    ready_since: datetime | None = None
    one_shot: bool = False
    done_since: datetime | None = None

    @property
    def state(self) -> State:
        """Whether it serves, judged by the record and by whether the process still lives."""
        if self.done_since:
            return "done"
        if not is_alive(self.pid, self.started):
            return "ended"
        if self.one_shot:
            return "running"
        return "ready" if self.ready_since else "starting"


@dataclass(frozen=True, kw_only=True)
class SupervisorRecord:
    """The process that started the others."""

    pid: int
    started: str | None
    phase: Phase
    since: datetime
    """When the phase began."""
    background: bool = False
    """Whether it runs without a terminal (``./egov up --detach``)."""
    hears: bool = False
    """Whether it takes tenants when it is asked by a signal; one of older source would end."""

    @property
    def lives(self) -> bool:
        """Whether it still runs."""
        return is_alive(self.pid, self.started)


def write(folder: Path, record: Record) -> None:
    """Write or replace the record of one process."""
    _write(_path(folder, record.name), vars(record))


def remove(folder: Path, name: str) -> None:
    """Take the record away; it may be gone."""
    _path(folder, name).unlink(missing_ok=True)


def list_all(folder: Path) -> list[Record]:
    """The records of all processes, by name."""
    read = ((path, _read(path)) for path in sorted(folder.glob("*.json")))
    return [
        Record(
            name=path.stem,
            address=content.get("address") or "",
            pid=content.get("pid"),
            started=content.get("started"),
            ready_since=_moment(content.get("ready_since")),
            one_shot=bool(content.get("one_shot")),
            done_since=_moment(content.get("done_since")),
        )
        for path, content in read
    ]


def write_supervisor(folder: Path, record: SupervisorRecord) -> None:
    """Write or replace the record of the supervisor."""
    _write(folder / _SUPERVISOR, vars(record))


def remove_supervisor(folder: Path) -> None:
    """Take the supervisor's record away."""
    (folder / _SUPERVISOR).unlink(missing_ok=True)


def find_supervisor(folder: Path) -> SupervisorRecord | None:
    """The supervisor that lives now, if any."""
    content = _read(folder / _SUPERVISOR)
    if not content:
        return None
    since = datetime.fromisoformat(content["since"])
    found = SupervisorRecord(**{**content, "since": since})
    return found if found.lives else None


def started(pid: int) -> str | None:
    """When the process was started, in the kernel's ticks; None if there is none."""
    fields = _stat(pid)
    return fields[19] if fields else None


def is_alive(pid: int | None, start: str | None) -> bool:
    """Whether that process, and no later one of the same number, still runs."""
    fields = _stat(pid) if pid else None
    return fields is not None and fields[19] == start and fields[0] not in "ZX"


def _stat(pid: int) -> list[str] | None:
    """The fields of ``/proc/<pid>/stat`` from the process's state on."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_whole(path, json.dumps(content, default=str))


def _read(path: Path) -> dict[str, Any]:
    """The content of a record; empty if it is gone."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8") or "{}")
    except FileNotFoundError:
        return {}
    return content


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
