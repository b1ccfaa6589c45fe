"""Letting a request in, or not: every request passes here before its view."""

from egov_kit.errors import (
    NothingHere,
    ProviderUnreachable,
    SessionOver,
    TenantBeingSetUp,
    TenantRetired,
    ViewUndeclared,
)
from egov_kit.person import Person
from egov_kit.refresh import Refresher
from egov_kit.sessions import KeptSession
from egov_kit.tenants import enter_tenant, tenant
from egov_kit.visit import Visit
from egov_kit.web import bearer, challenge, cookies, kept, paths, strength, working_post
from egov_kit.web.answer import Answer
from egov_kit.web.guard import Access
from egov_kit.web.languages import gettext as _
from egov_kit.web.navigation import wants_websocket
from egov_kit.web.problems import Problem, answer, to_portal


def arrive(visit: Visit) -> Answer | None:
    """Resolve the tenant, whatever the request is for. `None` lets the request go on.

    Raises `NothingHere` for a host that nobody knows, `TenantRetired` and `TenantBeingSetUp`.
    """
    if visit.kit.module.kind != "api":  # an API learns the tenant from the token
        enter_tenant(visit)
        if visit.request.path != paths.HEALTH:
            _check_serves(visit)
    # No view of ours speaks with websockets, so nobody gets past.
    return challenge.unauthorized() if wants_websocket(visit.request) else None


def admit(visit: Visit) -> Answer | None:
    """Ask what the view declares, after `arrive`. `None` lets the request in.

    Raises `NothingHere`, `FormRefused` (or the framework's own error for it), and whatever
    `failures.of_error` knows an answer to.
    """
    if visit.access is None:
        raise ViewUndeclared(visit.request.endpoint or "")
    return _ADMIT[visit.access.kind](visit, visit.access)


def _check_serves(visit: Visit) -> None:
    settings = visit.kit.settings
    if settings.tenants[tenant.name].retired:
        raise TenantRetired(tenant.name)
    if not settings.is_ready(tenant.name):
        raise TenantBeingSetUp(tenant.name)


def _free(_visit: Visit, _access: Access) -> None:
    return None


def _public(visit: Visit, _access: Access) -> None:
    kit = visit.kit
    session = kit.sessions().find(visit.request.cookies.get(cookies.SESSION))
    now = kit.now()
    if session is not None and not (session.live(now) and session.usable(now)):
        session = None  # what it may is known when somebody asks for more than this page
    _enter(visit, session)
    visit.framework.check_form()


def _login(visit: Visit, access: Access) -> Answer | None:
    session = _live_session(visit)
    _enter(visit, session)
    if session is None:
        return challenge.sign_in_first(visit)
    visit.framework.check_form()
    if refusal := refuse(visit, access, session.person):
        return refusal
    # Last, so that nobody sets up a second factor for a page they may not see.
    if wanted := strength.lacking(visit.kit, access, session.person):
        return challenge.step_up(visit, session, wanted)
    conflict = working_post.find_conflict(visit.request, session.person)
    return working_post.show(visit, conflict) if conflict else None


def _bearer(visit: Visit, access: Access) -> Answer | None:
    visit.person, problem = bearer.identify(visit, access)
    visit.framework.identified(visit.person)
    if visit.person is None or problem:
        return problem
    if refusal := refuse(visit, access, visit.person):
        return refusal
    wanted = strength.lacking(visit.kit, access, visit.person)
    return bearer.too_weak(visit, wanted) if wanted else None


def _live_session(visit: Visit) -> KeptSession | None:
    kit = visit.kit
    sessions, refresher = kit.sessions(), kit.refresher()
    found = sessions.find(visit.request.cookies.get(cookies.SESSION))
    if found is None:
        return None
    visit.over = found
    if not found.live(kit.now()):
        sessions.end(found)
        return None
    try:
        found = _fresh(visit, refresher, found)
        if kit.module.kind == "portal":
            found = refresher.reread(found)
    except SessionOver:
        return None
    sessions.touch(found)
    return found


def _fresh(visit: Visit, refresher: Refresher, session: KeptSession) -> KeptSession:
    try:
        return refresher.fresh(session)
    except ProviderUnreachable:
        challenge.keep_form(visit, session)
        raise


def _enter(visit: Visit, session: KeptSession | None) -> None:
    if session is not None and session.person.tenant != tenant.name:
        raise SessionOver
    visit.session = session
    kept.enter(visit, session)


def refuse(visit: Visit, access: Access, person: Person) -> Answer | None:
    """Why ``person`` may not: no grant here is a 403, a unit out of reach a 404."""
    module = visit.kit.module
    if module.gate != "open" and not _holds_any(module.name, person):
        return _forbidden(visit, access)
    if not access.rights:
        return None
    held = [right for right in access.rights if person.may(right)]
    if not held:
        return _forbidden(visit, access)
    if access.unit is not None:
        unit = _unit(visit, access)
        if unit is None or not any(person.may(right, unit) for right in held):
            raise NothingHere
    return None


def _unit(visit: Visit, access: Access) -> str | None:
    arguments = visit.request.arguments
    if isinstance(access.unit, str):
        return str(arguments[access.unit])
    return access.unit(**arguments) if access.unit else None


def _holds_any(module: str, person: Person) -> bool:
    # Keycloak's gate asks at sign-in; a grant withdrawn since then shows here, after a refresh.
    return any(grant.module == module for grant in person.grants)


def _forbidden(visit: Visit, access: Access) -> Answer:
    if access.kind == "bearer":
        return bearer.insufficient(visit, access.rights)
    return answer(
        visit,
        Problem(
            status=403,
            code="forbidden",
            title=_("You may not do this"),
            text=_("Your posts do not include the right this needs."),
            actions=(to_portal(visit.kit.portal_url()),),
        ),
    )


_ADMIT = {"free": _free, "public": _public, "login": _login, "bearer": _bearer}
