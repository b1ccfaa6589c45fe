"""A form that was being typed when the session ended survives the new sign-in.

The fields wait on the server for an hour, bound to the ended session (so to its browser) and to
its person. The same person signing in again in that browser finds them in the form, shown and
never sent by itself; anybody else who signs in there makes them vanish.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from egov_kit.store import Store

LIFETIME: Final = timedelta(hours=1)
LARGEST: Final = 256 * 1024
PER_SESSION: Final = 7
DRAFTED: Final = "egov_draft"
"""Key in what is kept for the browser of a person for whom something waits."""
_NOT_KEPT: Final = re.compile(
    r"csrf|passw|secret|token|otp|pin_code|mat_khau|^egov_post$", re.IGNORECASE
)

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The typed fields: ``page`` shows the form, ``action`` takes it (paths of this origin)."""

    page: str
    action: str
    fields: Fields


class Drafts:
    """The drafts of one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, session_id: str, person: UUID, draft: Draft) -> bool:
        """Keep what was typed in an ended session; `False` if it is too much.

        ``person`` is their `Person.key`.
        """
        if sum(len(n.encode()) + len(v.encode()) for n, v in draft.fields) > LARGEST:
            return False
        now = self._store.now()
        row = {
            "session_id": session_id,
            "staff_id": str(person),
            "page": draft.page,
            "action": draft.action,
            "fields": [list(each) for each in draft.fields],
            "expires_at": now + LIFETIME,
        }
        self._store.rows.drafts.add(row, now=now, most=PER_SESSION)
        return True

    def hand_over(self, old_id: str, new_id: str, person: UUID) -> bool:
        """Give the drafts of an ended session to the one that follows it in the same browser.

        Another person's vanish. Answers whether the new session has any.
        """
        return self._store.rows.drafts.hand_over(old_id, new_id, person, self._store.now())

    def find(self, session_id: str, page: str) -> Draft | None:
        """What was being typed on the form of ``page``."""
        row = self._store.rows.drafts.find(session_id, page, self._store.now())
        if row is None:
            return None
        fields = tuple((name, value) for name, value in row["fields"])
        return Draft(page=page, action=row["action"], fields=fields)

    def drop(self, session_id: str, action: str) -> None:
        """Forget what was typed: the form has been sent."""
        self._store.rows.drafts.drop(session_id, action)


def keepable(form: Fields) -> Fields:
    """The fields worth keeping: nothing that looks like a secret or belongs to one request."""
    return tuple((name, value) for name, value in form if not _NOT_KEPT.search(name))
