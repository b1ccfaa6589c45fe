"""What the views of a Flask app say of who may see them."""

from collections.abc import Iterator
from typing import Final

from flask import Flask

from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.web import declarations
from egov_kit.web.declarations import Declared
from egov_kit.web.guard import FILES, Access, access_of

_EXCEPTIONS: Final = "egov_exceptions"


def protect_all(app: Flask, except_: tuple[str, ...]) -> None:
    """Let a view that says nothing be `login`, but for the endpoints ``except_``: `public`."""
    app.extensions[_EXCEPTIONS] = except_


def find_access(app: Flask, endpoint: str) -> Access | None:
    """Who may see the view behind ``endpoint``; files of a ``static`` folder are free."""
    if _serves_files(app, endpoint):
        return FILES
    return access_of(app.view_functions.get(endpoint), endpoint, _exceptions_of(app))


def check_views(app: Flask, module: Module, settings: Settings) -> None:
    """See `egov_kit.web.declarations.check_views`."""
    declarations.check_views(tuple(_views(app)), _exceptions_of(app), module, settings)


def _views(app: Flask) -> Iterator[Declared]:
    arguments: dict[str, list[set[str]]] = {}
    for rule in app.url_map.iter_rules():
        arguments.setdefault(rule.endpoint, []).append(rule.arguments)
    for endpoint, view in app.view_functions.items():
        if not _serves_files(app, endpoint):
            yield Declared(endpoint=endpoint, view=view, routes=arguments.get(endpoint, ()))


def _serves_files(app: Flask, endpoint: str) -> bool:
    """Whether it is Flask's own route to a static folder; a view may have the same name."""
    name, _, view = endpoint.rpartition(".")
    owner = app.blueprints.get(name) if name else app
    return view == "static" and owner is not None and owner.has_static_folder


def _exceptions_of(app: Flask) -> tuple[str, ...] | None:
    found: tuple[str, ...] | None = app.extensions.get(_EXCEPTIONS)
    return found
