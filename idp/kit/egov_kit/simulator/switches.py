"""What goes wrong at present: faults that are on, members changed, answers replaced."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from egov_kit.simulator.changes import changed
from egov_kit.simulator.errors import SwitchUnknown
from egov_kit.simulator.faults import FAULTS, Draft, Fault, World
from egov_kit.simulator.wire import Call, Reply


@dataclass(kw_only=True)
class Switched:
    """A fault that is on: for the next ``left`` times or for good, at some places or all."""

    fault: Fault
    left: int | None = None
    only: frozenset[str] = frozenset()

    def strikes(self, kind: str, place: str) -> bool:
        """Whether it changes what is about to happen at ``place``."""
        return (
            self.fault.kind == kind
            and place in (self.only or self.fault.at)
            and (self.left is None or self.left > 0)
        )


class Switches:
    """The switchboard of one simulator; threads may share it.

    ``changes`` maps a document to members changed in it (`ABSENT` leaves one out), ``replies`` an
    endpoint to what it answers instead.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._on: dict[str, Switched] = {}
        self.changes: dict[str, dict[str, Any]] = defaultdict(dict)
        self.replies: dict[str, Reply | Callable[[Call], Reply]] = {}

    def on(self, name: str, *, times: int | None = None, only: tuple[str, ...] = ()) -> None:
        """Switch a fault on; raises `SwitchUnknown` for a fault or place that is not there."""
        fault = FAULTS.get(name)
        if fault is None:
            raise SwitchUnknown("fault", name, sorted(FAULTS))
        for place in only:
            if place not in fault.at:
                raise SwitchUnknown("place", place, sorted(fault.at))
        with self._lock:
            self._on[name] = Switched(fault=fault, left=times, only=frozenset(only))

    def off(self, name: str) -> None:
        """Switch a fault off; raises `SwitchUnknown`."""
        if name not in FAULTS:
            raise SwitchUnknown("fault", name, sorted(FAULTS))
        with self._lock:
            self._on.pop(name, None)

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._on.clear()
        self.changes.clear()
        self.replies.clear()

    def active(self) -> Mapping[str, Switched]:
        """The faults that are on."""
        with self._lock:
            return {name: each for name, each in self._on.items() if each.left != 0}

    def document(self, name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A document or the claims of a token as they go out."""
        spoilt = dict(fields)
        for fault in self._struck("document", name):
            spoilt = fault.effect(spoilt, self._world)
        self._world.last[name] = dict(fields)
        return changed(spoilt, self.changes[name]) if name in self.changes else spoilt

    def token(self, draft: Draft) -> str:
        """A token, signed as it should be or not."""
        made: str | None = None
        for fault in self._struck("signature", draft.kind):
            made = fault.effect(draft, self._world)
        return draft.signed() if made is None else made

    def reply(self, endpoint: str, reply: Reply) -> Reply:
        """An answer as it goes out."""
        for fault in self._struck("answer", endpoint):
            reply = fault.effect(reply, self._world)
        return reply

    def misbehaves(self, name: str, place: str) -> bool:
        """Whether the provider forgets a rule of its own, named by the fault."""
        return any(fault.name == name for fault in self._struck("behaviour", place, name))

    def _struck(self, kind: str, place: str, name: str | None = None) -> list[Fault]:
        """The faults that strike now; each of them has one time less left."""
        with self._lock:
            found = [
                each
                for each in self._on.values()
                if each.strikes(kind, place) and name in (None, each.fault.name)
            ]
            for each in found:
                if each.left is not None:
                    each.left -= 1
            return [each.fault for each in found]
