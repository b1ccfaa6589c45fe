"""The page frame, the components and the files under ``/assets/`` in a Flask app."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader

from egov_kit.web import assets, pages
from egov_kit.web.internal import send


def install(app: Flask) -> None:
    """Give ``app`` the kit's templates after its own."""
    own = [app.jinja_loader] if app.jinja_loader else []
    app.jinja_loader = ChoiceLoader([*own, pages.loader()])
    app.jinja_env.globals.update(pages.GLOBALS)
    app.context_processor(pages.context)
    app.wsgi_app = Assets(app.wsgi_app)  # type: ignore[method-assign] # Flask's documented way


class Assets:
    """Answers requests below ``/assets/`` by itself: no session, no database, any host."""

    def __init__(self, below: Any) -> None:  # noqa: ANN401 # Flask's own wsgi_app
        self._below = below

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 # WSGI's own
        """Serve one file, or pass the request on."""
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(assets.PREFIX):
            return self._below(environ, start_response)  # type: ignore[no-any-return]
        found = assets.serve(path, environ.get("HTTP_ACCEPT_ENCODING", ""))
        return send(found, environ, start_response)
