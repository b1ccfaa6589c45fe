"""The check that every view says who may see it, and nothing that can never be."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from egov_kit.errors import ViewInvalid, ViewUndeclared
from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.web.guard import Access, access_of, declared_on


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A view of an app; ``routes`` are the names of the arguments of each of its routes."""

    endpoint: str
    view: object
    routes: Collection[Collection[str]]


def check_views(
    views: Collection[Declared],
    exceptions: Collection[str] | None,
    module: Module,
    settings: Settings,
) -> None:
    """Refuse views that cannot be guarded as they say.

    Raises `ViewUndeclared` for a view that says nothing and `ViewInvalid` for one that names what
    does not exist: a right, scope, level or route argument.
    """
    for endpoint in exceptions or ():
        named = [each for each in views if each.endpoint == endpoint]
        if not named:
            raise ViewInvalid(endpoint, "is excepted from protect_all, and there is no such view")
        if any(declared_on(each.view) is not None for each in named):
            raise ViewInvalid(endpoint, "is excepted from protect_all and says who may see it")
    for each in views:
        access = access_of(each.view, each.endpoint, exceptions)
        if access is None:
            raise ViewUndeclared(each.endpoint)
        for mistake in _mistakes(each, access, module, settings):
            raise ViewInvalid(each.endpoint, mistake)


def _mistakes(view: Declared, access: Access, module: Module, settings: Settings) -> Iterator[str]:
    declared = declared_on(view.view)
    if access.strength and declared and declared.kind in ("free", "public"):
        yield "may be seen by everybody, so @oidc.acr is of no use there"
    if access.strength and access.strength.level not in settings.acr_values:
        known = ", ".join(sorted(settings.acr_values))
        yield f"wants the level {access.strength.level!r}; EGOV_ACR_VALUES has {known}"
    for right in access.rights:
        if not _is_right(right, module):
            yield f"wants the right {right!r}, and module.toml has no such role"
    for scope in access.scopes:
        if scope not in module.scopes:
            yield f"wants the scope {scope!r}, and module.toml has no such scope"
    if isinstance(access.unit, str) and any(
        access.unit not in arguments for arguments in view.routes
    ):
        yield f"takes its unit from {access.unit!r}, which not every one of its routes has"


def _is_right(right: str, module: Module) -> bool:
    """Whether it is ``module.role``; of another module the roles are not known here."""
    name, _, role = right.partition(".")
    return bool(role) and (name != module.name or role in module.roles)
