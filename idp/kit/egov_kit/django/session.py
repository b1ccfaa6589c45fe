"""Django's ``request.session``: kept in the sign-in session's row, see `egov_kit.web.kept`."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_SESSION_KEY

_SECRET: Final = "csrf_token"  # noqa: S105 # where `egov_kit.sessions` puts it


class KitSession(SessionBase):  # type: ignore[misc] # Django has no types
    """What was kept for this browser; the middleware keeps what a request changed in it.

    It begins and ends with the sign-in, so that there is nothing to create, find or delete here.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._session_cache = dict(data)
        if _SECRET in data:  # one for all forms of a sign-in, whatever the framework
            self._session_cache[CSRF_SESSION_KEY] = data[_SECRET][:CSRF_SECRET_LENGTH]

    def load(self) -> dict[str, Any]:
        """Everything was there from the start."""
        return {}

    def exists(self, _key: str) -> bool:
        """No other one is known."""
        return False

    def create(self) -> None:
        """Begin anew is what a sign-in does."""

    def save(self, must_create: bool = False) -> None:
        """Keep it with the answer, whether it looks changed or not."""
        self.modified = True

    def delete(self, _key: str | None = None) -> None:
        """Forget what was kept."""
        self.clear()
