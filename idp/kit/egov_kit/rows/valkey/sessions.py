"""Sign-in sessions, in Valkey: a hash each, found by sets of their ids."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from egov_kit.rows import IDLE, REMEMBERED, Outcome, Row, Which
from egov_kit.rows.valkey.columns import Columns, moment_text, read_moment, seconds
from egov_kit.rows.valkey.server import Keys
from egov_kit.tables import digest, kit_session

_COLUMNS: Final = Columns(kit_session)
_IDLE: Final = IDLE // timedelta(microseconds=1)
_REMEMBERED: Final = seconds(REMEMBERED)


class ValkeySessions:
    """See `egov_kit.rows.SessionRows`."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._add = keys.script("add_session")
        self._set = keys.script("set_session")
        self._change = keys.script("change_sessions")
        self._lease = keys.script("lease_session")
        self._give_back = keys.script("give_back")

    def add(self, row: Row, *, instead_of: str | None) -> None:
        """Keep a new one, end the one it follows, and clear away what is over."""
        now, lasts = moment_text(row["created_at"]), (_IDLE, _REMEMBERED)
        indexes = _counted(_indexes(row))
        self._add([row["id"], instead_of or "", now, *lasts, *indexes, *_written(row)])

    def find(self, session_id: str) -> Row | None:
        """The one with this id."""
        found = self._keys.hash(f"session:{session_id}")
        return _COLUMNS.read(found) if found else None

    def list(self, which: Which) -> Sequence[Row]:
        """Those, oldest first."""
        ids = [which.id] if which.id else self._keys.members(_index(which))
        found = self._keys.hashes(f"session:{each}" for each in ids)
        rows = (_COLUMNS.read(each) for each in found if each)
        return sorted((row for row in rows if _agrees(row, which)), key=_begun)

    def set(self, session_id: str, values: Row) -> None:
        """Set columns; one that is gone does not come back by that."""
        self._set([session_id, _IDLE, _REMEMBERED, *_written(values)])

    def end(self, which: Which, now: datetime) -> int:
        """End those that have not, without their tokens and lease; answers how many."""
        return self._change_those("end", which, now)

    def mark_stale(self, which: Which, claims_at: datetime) -> int:
        """Set ``claims_at`` and raise ``version`` of those that have not ended."""
        return self._change_those("stale", which, claims_at)

    def lease(
        self, session_id: str, lease: str, *, now: datetime, until: datetime, unchanged: Row
    ) -> bool:
        """Give the lease unless it is taken, the session ended, or a column is not as given."""
        times = (moment_text(now), moment_text(until))
        return bool(self._lease([session_id, lease, *times, *_written(unchanged)]))

    def leased_until(self, session_id: str) -> datetime | None:
        """When the lease runs out, if somebody has it."""
        [found] = self._keys.fields(f"session:{session_id}", "lease_until")
        return read_moment(found) if found else None

    def give_back(self, session_id: str, lease: str, outcome: Outcome) -> None:
        """Write what the lease was for, if it is still this one, and free it."""
        claims_at = moment_text(outcome.claims_at) if outcome.claims_at else ""
        head = (session_id, lease, _IDLE, claims_at, outcome.version)
        self._give_back([*head, *_counted(outcome.counted), *_written(outcome.values)])

    def _change_those(self, what: str, which: Which, at: datetime) -> int:
        index = "" if which.id else _index(which)
        begun_by = moment_text(which.begun_by) if which.begun_by else ""
        head = (what, moment_text(at), which.id or "", index, begun_by)
        return int(self._change([*head, *_written(_asked(which))]))


def _index(which: Which) -> str:
    if which.staff_id is not None:
        return _of("staff", str(which.staff_id))
    if which.sub:
        return _of("sub", which.iss or "", which.sub)
    return _of("sid", which.iss or "", which.sid or "")


def _indexes(row: Row) -> list[str]:
    found = [_of("sub", row["iss"], row["sub"])]
    if row["sid"] is not None:
        found.append(_of("sid", row["iss"], row["sid"]))
    if row["staff_id"] is not None:
        found.append(_of("staff", row["staff_id"]))
    return found


def _of(kind: str, *names: str) -> str:
    return f"{kind}:{digest(chr(0).join(names))}"


def _asked(which: Which) -> Row:
    given = {"iss": which.iss, "sub": which.sub, "sid": which.sid}
    if which.staff_id is not None:
        given["staff_id"] = str(which.staff_id)
    return {name: value for name, value in given.items() if value}


def _agrees(row: Row, which: Which) -> bool:
    same = all(row[name] in _meant(name, value) for name, value in _asked(which).items())
    return same and (which.begun_by is None or _begun(row) <= which.begun_by)


def _meant(name: str, value: object) -> tuple[object, ...]:
    # Only the index of a ``sub`` holds sessions without a ``sid``, which may be of any round.
    return (value, None) if name == "sid" else (value,)


def _begun(row: Row) -> datetime:
    found: datetime = row["created_at"]
    return found


def _written(row: Row) -> list[object]:
    return _counted(_COLUMNS.write(row))


def _counted(texts: Sequence[str]) -> "list[object]":
    return [len(texts), *texts]
