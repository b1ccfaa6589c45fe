"""The kit's own paths."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from egov_kit.visit import Visit
from egov_kit.web import paths, signin, signout
from egov_kit.web.answer import TEXT, Answer
from egov_kit.web.guard import FREE, LOGIN, Access
from egov_kit.web.my_sessions import my_sessions


@dataclass(frozen=True, kw_only=True)
class View:
    """One path; ``endpoint`` is the name of its view, which decides for itself unless guarded."""

    path: str
    endpoint: str
    methods: tuple[str, ...]
    answer: Callable[[Visit], Answer]
    access: Access = FREE


def health(_visit: Visit) -> Answer:
    """``/healthz``: the process serves."""
    return Answer(body=b"ok\n", content_type=TEXT)


HEALTH: Final = View(path=paths.HEALTH, endpoint="egov_health", methods=("GET",), answer=health)
OWN: Final = (
    View(path=paths.LOGIN, endpoint="oidc_login", methods=("GET",), answer=signin.login),
    View(path=paths.CALLBACK, endpoint="oidc_callback", methods=("GET",), answer=signin.callback),
    View(path=paths.LOGOUT, endpoint="oidc_logout", methods=("GET", "POST"), answer=signout.logout),
    View(
        path=paths.LOGGED_OUT,
        endpoint="oidc_logged_out",
        methods=("GET",),
        answer=signout.logged_out,
    ),
    View(
        path=paths.SESSIONS,
        endpoint="oidc_my_sessions",
        methods=("GET", "POST"),
        answer=my_sessions,
        access=LOGIN,
    ),
)
"""What an app has that browsers use; an ``api`` has only `HEALTH`."""
