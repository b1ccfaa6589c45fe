"""A form that was being typed when the session ended survives the new sign-in.

The fields wait on the server for an hour, bound to the ended session (so to its browser) and to
its person. The same person signing in again in that browser finds them in the form, shown and
never sent by itself; anybody else who signs in there makes them vanish.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from werkzeug.datastructures import MultiDict

from egov_kit.store import Store
from egov_kit.tables import kit_draft

LIFETIME: Final = timedelta(hours=1)
LARGEST: Final = 256 * 1024
PER_SESSION: Final = 7
DRAFTED: Final = "egov_draft"
"""Key in Flask's ``session`` of a person for whom something waits."""
_NOT_KEPT: Final = re.compile(
    r"csrf|passw|secret|token|otp|pin_code|mat_khau|^egov_post$", re.IGNORECASE
)
_t = kit_draft.c

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The typed fields: ``page`` shows the form, ``action`` takes it (paths of this origin)."""

    page: str
    action: str
    fields: Fields

    def form(self) -> MultiDict[str, str]:
        """The fields as a form takes them."""
        return MultiDict(self.fields)


class Drafts:
    """The drafts of one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, session_id: str, staff_id: UUID, draft: Draft) -> bool:
        """Keep what was typed in an ended session; `False` if it is too much."""
        if sum(len(n.encode()) + len(v.encode()) for n, v in draft.fields) > LARGEST:
            return False
        row = {
            "id": secrets.token_hex(16),
            "session_id": session_id,
            "staff_id": str(staff_id),
            "page": draft.page,
            "action": draft.action,
            "fields": [list(each) for each in draft.fields],
            "expires_at": self._store.now() + LIFETIME,
        }
        with self._store.writing() as db:
            db.execute(delete(kit_draft).where(_t.expires_at <= self._store.now()))
            db.execute(delete(kit_draft).where(_t.session_id == session_id, _t.page == draft.page))
            kept = select(_t.id).where(_t.session_id == session_id).order_by(_t.expires_at.desc())
            too_old = list(db.scalars(kept.offset(PER_SESSION - 1)))
            db.execute(delete(kit_draft).where(_t.id.in_(too_old)))
            db.execute(insert(kit_draft).values(row))
        return True

    def hand_over(self, old_id: str, new_id: str, staff_id: UUID) -> bool:
        """Give the drafts of an ended session to the one that follows it in the same browser.

        Another person's vanish. Answers whether the new session has any.
        """
        now, theirs = self._store.now(), _t.session_id == old_id
        with self._store.writing() as db:
            alien = (_t.staff_id != str(staff_id)) | (_t.expires_at <= now)
            db.execute(delete(kit_draft).where(theirs, alien))
            moved = update(kit_draft).where(theirs).values(session_id=new_id).returning(_t.id)
            return bool(db.execute(moved).all())

    def find(self, session_id: str, page: str) -> Draft | None:
        """What was being typed on the form of ``page``."""
        which = (_t.session_id == session_id, _t.page == page, _t.expires_at > self._store.now())
        # A double click that met the end of the session may have kept the form twice.
        query = select(kit_draft).where(*which).order_by(_t.expires_at.desc()).limit(1)
        with self._store.reading() as db:
            row = db.execute(query).mappings().one_or_none()
        if row is None:
            return None
        fields = tuple((name, value) for name, value in row["fields"])
        return Draft(page=page, action=row["action"], fields=fields)

    def drop(self, session_id: str, action: str) -> None:
        """Forget what was typed: the form has been sent."""
        with self._store.writing() as db:
            db.execute(delete(kit_draft).where(_t.session_id == session_id, _t.action == action))


def keepable(form: MultiDict[str, str]) -> Fields:
    """The fields worth keeping: nothing that looks like a secret or belongs to one request."""
    return tuple(
        (name, value) for name, value in form.items(multi=True) if not _NOT_KEPT.search(name)
    )
