"""Letting a request in, or not: every request passes here before its view."""

from flask import Response, abort, current_app, g, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect

from egov_kit import bearer, challenge, cookies, working_post
from egov_kit.errors import ProviderUnreachable, SessionOver, ViewUndeclared
from egov_kit.flask_session import fill
from egov_kit.guard import Access, find_access
from egov_kit.kit import Kit, current_kit
from egov_kit.navigation import wants_websocket
from egov_kit.person import Person, remember_person
from egov_kit.problems import Problem, answer, to_portal
from egov_kit.refresh import Refresher
from egov_kit.sessions import KeptSession
from egov_kit.tenants import enter_tenant, tenant

csrf = CSRFProtect()


def admit() -> Response | None:
    """Resolve the tenant, then ask what the view declares. `None` lets the request in."""
    kit = current_kit()
    if kit.module.kind != "api":  # an API learns the tenant from the token
        enter_tenant(kit.places, kit.module.name, request.environ.get("HTTP_HOST"))
    if request.endpoint is None:
        # Only routes of websockets match a request for one, and we have none: nobody gets past.
        return challenge.unauthorized() if wants_websocket(request) else None
    access = find_access(current_app, request.endpoint)
    if access is None:
        raise ViewUndeclared(request.endpoint)
    return _ADMIT[access.kind](kit, access)


def _free(_kit: Kit, _access: Access) -> None:
    return None


def _public(kit: Kit, _access: Access) -> None:
    session = kit.sessions().find(request.cookies.get(cookies.SESSION))
    now = kit.now()
    if session is not None and not (session.live(now) and session.token_good(now)):
        session = None
    _enter(session)
    csrf.protect()


def _login(kit: Kit, access: Access) -> Response | None:
    session = _live_session(kit)
    _enter(session)
    if session is None:
        return challenge.sign_in_first(kit, g.get("egov_over"))
    csrf.protect()
    if refusal := refuse(kit, access, session.person):
        return refusal
    conflict = working_post.find_conflict(session.person)
    return working_post.show(conflict) if conflict else None


def _bearer(kit: Kit, access: Access) -> Response | None:
    person, problem = bearer.identify(kit, access)
    remember_person(person)
    if person is None:
        return problem
    return problem or refuse(kit, access, person)


def _live_session(kit: Kit) -> KeptSession | None:
    sessions, refresher = kit.sessions(), kit.refresher()
    found = sessions.find(request.cookies.get(cookies.SESSION))
    if found is None:
        return None
    g.egov_over = found
    if not found.live(kit.now()):
        sessions.end(found)
        return None
    try:
        found = _fresh(kit, refresher, found)
        if kit.module.kind == "portal":
            found = refresher.reread(found)
    except SessionOver:
        return None
    sessions.touch(found)
    return found


def _fresh(kit: Kit, refresher: Refresher, session: KeptSession) -> KeptSession:
    try:
        return refresher.fresh(session)
    except ProviderUnreachable:
        challenge.keep_form(kit, session)
        raise


def _enter(session: KeptSession | None) -> None:
    if session is not None and session.person.tenant != tenant.name:
        raise SessionOver
    g.egov_session = session
    remember_person(session.person if session else None)
    fill(session)


def refuse(kit: Kit, access: Access, person: Person) -> Response | None:
    """Why ``person`` may not: no grant here is a 403, a unit out of reach a 404."""
    if kit.module.gate != "open" and not _holds_any(kit, person):
        return _forbidden(kit, access)
    if not access.rights:
        return None
    held = [right for right in access.rights if person.may(right)]
    if not held:
        return _forbidden(kit, access)
    if access.unit is not None:
        unit = _unit(access)
        if unit is None or not any(person.may(right, unit) for right in held):
            abort(404)
    return None


def _unit(access: Access) -> str | None:
    arguments = request.view_args or {}
    if isinstance(access.unit, str):
        return str(arguments[access.unit])
    return access.unit(**arguments) if access.unit else None


def _holds_any(kit: Kit, person: Person) -> bool:
    # Keycloak's gate asks at sign-in; a grant withdrawn since then shows here, after a refresh.
    return any(grant.module == kit.module.name for grant in person.grants)


def _forbidden(kit: Kit, access: Access) -> Response:
    if access.kind == "bearer":
        return bearer.insufficient(access)
    return answer(
        Problem(
            status=403,
            code="forbidden",
            title=_("You may not do this"),
            text=_("Your posts do not include the right this needs."),
            actions=(to_portal(kit.portal_url()),),
        )
    )


_ADMIT = {"free": _free, "public": _public, "login": _login, "bearer": _bearer}
