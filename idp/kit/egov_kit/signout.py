"""Signing out: here first, then at the provider, which tells the other modules."""

import hmac
import secrets
from typing import Final

import structlog
from flask import Response, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from egov_kit import cookies
from egov_kit.addresses import HOME
from egov_kit.admission import csrf
from egov_kit.errors import ProviderError
from egov_kit.flask_session import fill
from egov_kit.kit import Kit, current_kit
from egov_kit.navigation import redirect_to
from egov_kit.person import remember_person
from egov_kit.problems import Problem, answer, to_portal
from egov_kit.sessions import KeptSession

_log = structlog.get_logger()
LOGOUT: Final = "/oidc/logout"
LOGGED_OUT: Final = "/oidc/logged-out"
_STATE_SECONDS: Final = 600


def logout() -> Response:
    """``/oidc/logout``: a GET asks, a POST with its token signs out.

    The local session dies first, even if the provider is down. One that is over here may still
    live at the provider and in other modules, so the provider is asked then too, without a hint:
    it asks the person, because nobody's token came with the form.
    """
    kit = current_kit()
    session = _find_session(kit)
    if request.method != "POST":
        if session is not None:
            return _page("egov/confirm_sign_out.html")
        return _forget_cookie(redirect_to(LOGGED_OUT, after=request))
    if session is None:
        return _forget_cookie(_to_provider(kit, None))
    csrf.protect()
    kit.sessions().end_round(session.iss, session.sid)
    _log.info("signout.done", staff_id=str(session.person.staff_id))
    return _forget_cookie(_to_provider(kit, session.id_token))


def logged_out() -> Response:
    """``/oidc/logged-out``: back from the provider with the state that we sent.

    Only that return shows that the other modules were told.
    """
    kit = current_kit()
    if _find_session(kit) is not None:
        return redirect_to(HOME, after=request)
    sent, back = request.cookies.get(cookies.SIGN_OUT, ""), request.args.get("state")
    if back is not None and not (sent and hmac.compare_digest(sent.encode(), back.encode())):
        return _not_ours(kit)
    response = _page("egov/signed_out.html", everywhere=back is not None)
    cookies.drop(response, cookies.SIGN_OUT)
    return response


def _find_session(kit: Kit) -> KeptSession | None:
    found = kit.sessions().find(request.cookies.get(cookies.SESSION))
    live = found if found is not None and found.live(kit.now()) else None
    remember_person(live.person if live else None)
    fill(live)
    return live


def _to_provider(kit: Kit, id_token: str | None) -> Response:
    state, locale = secrets.token_urlsafe(32), get_locale()
    try:
        address = kit.provider().end_session_url(
            id_token_hint=id_token,
            post_logout_redirect_uri=kit.address(LOGGED_OUT),
            state=state,
            ui_locales=str(locale) if locale else None,
        )
    except ProviderError:
        return _page("egov/signed_out.html", everywhere=False)
    response = redirect_to(address, after=request)
    cookies.put(response, cookies.SIGN_OUT, state, seconds=_STATE_SECONDS)
    return response


def _forget_cookie(response: Response) -> Response:
    # A form of another site comes without the cookie, and must not take it away.
    if cookies.SESSION in request.cookies:
        cookies.drop(response, cookies.SESSION)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(template: str, **context: object) -> Response:
    kit = current_kit()
    page = render_template(template, portal_url=kit.portal_url(), **context)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _not_ours(kit: Kit) -> Response:
    return answer(
        Problem(
            status=400,
            code="signout_state",
            title=_("This is not the end of a sign-out from here"),
            text=_("If you meant to sign out, do it from the portal."),
            actions=(to_portal(kit.portal_url()),),
        )
    )
