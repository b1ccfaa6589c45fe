"""How a view says who may see it.

::

    @blueprint.get("/dossiers/<unit>")
    @oidc.requires("onestop.counter", unit="unit")
    def list_dossiers(unit: str) -> str: ...
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
UnitOf = str | Callable[..., str | None]
"""Name of a route argument that is a unit code, or a function of the route arguments (as keywords)
that gives the unit code, `None` if there is no such thing."""

_MARK, _STRENGTH = "egov_access", "egov_strength"
_SCOPES: Final = re.compile(r"[!#-\[\]-~]+( [!#-\[\]-~]+)*")
"""Scopes as RFC 6749 §3.3 writes them."""


@dataclass(frozen=True, kw_only=True)
class Strength:
    """How a person must have signed in: at ``level``, and ``max_age`` seconds ago at most."""

    level: str
    max_age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may see a view, and how they must have signed in.

    Of ``rights`` one suffices, of ``scopes`` all are needed; ``callers`` limits an API to clients,
    ``dpop`` to tokens that are bound to a key. Caches may keep what is ``kept``.
    """

    kind: Literal["free", "public", "login", "bearer"]
    rights: tuple[str, ...] = ()
    unit: UnitOf | None = None
    scopes: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()
    dpop: bool = False
    strength: Strength | None = None
    kept: bool = False


FREE = Access(kind="free")
"""The kit's own paths: they decide for themselves."""
FILES = Access(kind="free", kept=True)
"""Files of a module, the same for everybody."""
PUBLIC = Access(kind="public")
LOGIN = Access(kind="login")


def declare(view: View, access: Access) -> View:
    """Write on ``view`` who may see it."""
    setattr(view, _MARK, access)
    return view


def public(view: View) -> View:
    """Everybody may see this view; a signed-in person is known to it, but never refreshed."""
    return declare(view, PUBLIC)


def login(view: View) -> View:
    """Whoever is signed in, and may open this module, may see this view."""
    return declare(view, LOGIN)


def requires(*rights: str, unit: UnitOf | None = None) -> Callable[[View], View]:
    """Only who holds one of ``rights`` (``module.role``) may see this view: 403 for others.

    With ``unit`` the right must cover that unit; one out of reach answers the same 404 as one
    that does not exist. Raises `TypeError` if no right is named.
    """
    if not rights or not all(isinstance(each, str) for each in rights):
        raise TypeError("@oidc.requires needs the name of a right, as in 'onestop.counter'")
    access = Access(kind="login", rights=rights, unit=unit)
    return lambda view: declare(view, access)


def api(
    *rights: str,
    scope: str = "",
    unit: UnitOf | None = None,
    callers: tuple[str, ...] = (),
    dpop: bool = False,
) -> Callable[[View], View]:
    """Only a bearer token made for this module opens this view; cookies count for nothing.

    ``scope`` names what the token must have been given, several with spaces between: all are
    needed, letter by letter. ``rights`` and ``unit`` as in `requires`; ``callers`` names the
    clients that may call. A token that is bound to a key (RFC 9449) opens it with a proof of that
    key alone; with ``dpop`` no other token does. Raises `ValueError` for a scope that no token can
    have.
    """
    if scope and not _SCOPES.fullmatch(scope):
        raise ValueError(f"scope {scope!r} is none that a token can have")
    access = Access(
        kind="bearer",
        rights=rights,
        unit=unit,
        scopes=tuple(scope.split()),
        callers=callers,
        dpop=dpop,
    )
    return lambda view: declare(view, access)


def acr(level: str, *, max_age: int | None = None) -> Callable[[View], View]:
    """Only who signed in at ``level`` (a name in the settings, as ``mfa``) may see this view.

    With ``max_age`` they must have done so at most that many seconds ago. Others are sent to do so
    and come back; a token that does not show it is a 401 (RFC 9470). It stands beside what says
    who may see the view; alone it means `login` too.
    """
    strength = Strength(level=level, max_age=max_age)

    def mark(view: View) -> View:
        setattr(view, _STRENGTH, strength)
        return view

    return mark


def declared_on(view: object) -> Access | None:
    """What ``view`` itself says of who may see it."""
    found: Access | None = getattr(view, _MARK, None)
    return found


def access_of(view: object, endpoint: str, exceptions: Collection[str] | None) -> Access | None:
    """Who may see ``view``, `None` if nobody said.

    With ``exceptions`` one that says nothing is `login`, but for those endpoints: `public`.
    """
    found = declared_on(view) or _unsaid(endpoint, exceptions)
    strength: Strength | None = getattr(view, _STRENGTH, None)
    if strength is None:
        return found
    if found is None or found.kind not in ("login", "bearer"):
        found = LOGIN
    return replace(found, strength=strength)


def _unsaid(endpoint: str, exceptions: Collection[str] | None) -> Access | None:
    if exceptions is None:
        return None
    return PUBLIC if endpoint in exceptions else LOGIN
