"""The WSGI app behind the operator's socket."""

from typing import Final

from egov_kit.flask import languages
from flask import Flask, request

from egov_idp.api.directories import EXTENSION, Provinces
from egov_idp.api.operator import problems
from egov_idp.api.operator.views import blueprint

_LARGEST: Final = 64 * 1024


def create_operator(provinces: Provinces) -> Flask:
    """The commands' endpoints on ``provinces``; whoever reaches them may do everything."""
    app = Flask("egov_idp.api", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.json.sort_keys = False  # type: ignore[attr-defined] # of Flask's own provider
    app.extensions[EXTENSION] = provinces
    app.before_request(_read_all)
    languages.init(app)
    problems.init(app)
    app.register_blueprint(blueprint)
    return app


def _read_all() -> None:
    """A socket that is closed with something unread takes the answer with it."""
    request.get_data()
