"""Who changed a realm by hand, as Keycloak's admin events tell it.

They are kept as long as the realm says, each with what was sent. An edit is looked for only where a
difference was seen, so a realm that nobody touched costs no request.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from egov_idp.reconcile.change import Change
from egov_idp.reconcile.compare import Plan
from egov_idp.reconcile.kind import Kind
from egov_idp.reconcile.order import BY_NAME
from egov_idp.reconcile.origin import Edit
from egov_idp.reconcile.rest import RealmReader
from egov_idp.reconcile.secrecy import MASK
from egov_idp.reconcile.values import Json, Path, Value, at, differences, plain

_AT_MOST = 1000
_CLOCKS_DIFFER = timedelta(seconds=5)
_NAMES = ("name", "clientId", "alias")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One admin event; ``path`` lies below the realm and is empty for the realm itself."""

    told: Json

    @property
    def path(self) -> str:
        """Where it happened."""
        return str(self.told.get("resourcePath") or "")

    @property
    def at(self) -> datetime:
        """When."""
        return datetime.fromtimestamp(self.told["time"] / 1000, UTC)

    @property
    def user(self) -> str:
        """Keycloak's number of who did it."""
        return str(self.told["authDetails"]["userId"])

    @cached_property
    def sent(self) -> Value:
        """What was sent, if anything was kept."""
        return json.loads(self.told.get("representation") or "null")


def with_edits(plan: Plan, realm: RealmReader) -> Plan:
    """The same plan, which says of what was changed by hand who did it, where it is known."""
    if not any(change.origin.why in ("by hand", "removed by hand") for change in plan.changes):
        return plan
    events, names = _list_events(realm, plan.live.ledger.at), _Names(realm)
    return replace(
        plan, changes=tuple(_told(change, plan, events, names) for change in plan.changes)
    )


def lost_edits(realm: RealmReader, since: datetime, written: Sequence[str]) -> list[str]:
    """What somebody else wrote meanwhile to the same objects, and is not there now."""
    events = [
        event
        for event in _list_events(realm, since - _CLOCKS_DIFFER)
        if event.user != realm.me and event.path in written and isinstance(event.sent, dict)
    ]
    names = _Names(realm)
    return [
        f"{event.path or 'realm'}: {', '.join(fields)}: {names.edit(event)}"
        for event in events
        if (fields := _not_there(realm, event))
    ]


def _not_there(realm: RealmReader, event: Event) -> list[str]:
    now = realm.find(event.path) or {}
    differing = differences(event.sent, now)
    return sorted({path[0] for path, _, sent in differing if sent not in (MASK, [MASK])})


def _list_events(realm: RealmReader, since: datetime) -> list[Event]:
    """The last of them since that moment, oldest first."""
    moment = str(int(since.timestamp() * 1000))
    told = realm.get("admin-events", dateFrom=moment, max=str(_AT_MOST))
    return [Event(told=each) for each in reversed(told)]


def _told(change: Change, plan: Plan, events: Sequence[Event], names: "_Names") -> Change:
    if change.origin.why not in ("by hand", "removed by hand"):
        return change
    kind = BY_NAME[change.kind]
    if change.origin.why == "removed by hand":
        of_it = [event for event in events if _takes_away(event, change.object[-1])]
    else:
        trace = kind.trace(change.object, plan.live.representation)
        of_it = [event for event in events if _is_about(event, kind, trace)]
    event = _culprit(of_it, change.field, change.old)
    edit = names.edit(event) if event else None
    return replace(change, origin=replace(change.origin, edit=edit))


def _is_about(event: Event, kind: Kind, trace: str) -> bool:
    if kind.name == "realm":
        return not event.path and not _is_mark(event)
    return bool(trace) and trace in event.path


def _is_mark(event: Event) -> bool:
    """Whether it only says what the realm was made from."""
    return isinstance(event.sent, dict) and event.sent.keys() <= {"realm", "attributes"}


def _takes_away(event: Event, name: str) -> bool:
    if event.told["operationType"] != "DELETE":
        return False
    said = event.sent if isinstance(event.sent, dict) else {}
    return name in [said.get(key) for key in _NAMES] or event.path.endswith(f"/{name}")


def _culprit(events: Sequence[Event], field: Path, value: Value) -> Event | None:
    """Whoever made it what it is now: the first of the last ones who sent that value."""
    found, before = None, False
    for event in events:
        same = isinstance(event.sent, dict) and plain(at(event.sent, field)) == value
        if same and not before:
            found = event
        before = same
    return found or next(iter(reversed(events)), None)


class _Names:
    """Names of administrators, each asked for once."""

    def __init__(self, realm: RealmReader) -> None:
        self._realms = [RealmReader(realm.keycloak, "master"), realm]
        self._known: dict[str, str] = {}

    def edit(self, event: Event) -> Edit:
        address = str(event.told["authDetails"]["ipAddress"])
        return Edit(who=self._name(event.user), at=event.at, address=address)

    def _name(self, number: str) -> str:
        if number not in self._known:
            asked = (realm.find(f"users/{number}") for realm in self._realms)
            self._known[number] = next((str(u["username"]) for u in asked if u), number)
        return self._known[number]
