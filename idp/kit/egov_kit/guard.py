"""How a view says who may see it, and the check that every view says so.

::

    @blueprint.get("/dossiers/<unit>")
    @oidc.requires("onestop.counter", unit="unit")
    def list_dossiers(unit: str) -> str: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask

from egov_kit.errors import ViewUndeclared

View = TypeVar("View", bound=Callable[..., Any])
UnitOf = str | Callable[..., str | None]
"""Name of a route argument that is a unit code, or a function of the route arguments (as keywords)
that gives the unit code, `None` if there is no such thing."""

_MARK = "egov_access"


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may see a view. Of ``rights`` one suffices; ``callers`` limits an API to clients."""

    kind: Literal["free", "public", "login", "bearer"]
    rights: tuple[str, ...] = ()
    unit: UnitOf | None = None
    callers: tuple[str, ...] = ()


FREE = Access(kind="free")
"""The kit's own paths: they decide for themselves."""


def declare(view: View, access: Access) -> View:
    """Write on ``view`` who may see it."""
    setattr(view, _MARK, access)
    return view


def public(view: View) -> View:
    """Everybody may see this view; a signed-in person is known to it, but never refreshed."""
    return declare(view, Access(kind="public"))


def login(view: View) -> View:
    """Whoever is signed in, and may open this module, may see this view."""
    return declare(view, Access(kind="login"))


def requires(*rights: str, unit: UnitOf | None = None) -> Callable[[View], View]:
    """Only who holds one of ``rights`` (``module.role``) may see this view: 403 for others.

    With ``unit`` the right must cover that unit; one out of reach answers the same 404 as one
    that does not exist.
    """
    access = Access(kind="login", rights=rights, unit=unit)
    return lambda view: declare(view, access)


def bearer(
    *rights: str, unit: UnitOf | None = None, callers: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """Only a bearer token made for this module opens this view; cookies count for nothing.

    ``rights`` and ``unit`` as in `requires`; ``callers`` names the clients that may call.
    """
    access = Access(kind="bearer", rights=rights, unit=unit, callers=callers)
    return lambda view: declare(view, access)


def find_access(app: Flask, endpoint: str) -> Access | None:
    """What the view behind ``endpoint`` declares; files of a ``static`` folder are free."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return FREE
    found: Access | None = getattr(app.view_functions.get(endpoint), _MARK, None)
    return found


def check_views(app: Flask) -> None:
    """Refuse an app with a view that does not say who may see it: raises `ViewUndeclared`."""
    for endpoint in app.view_functions:
        if find_access(app, endpoint) is None:
            raise ViewUndeclared(endpoint)
