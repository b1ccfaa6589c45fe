"""Signing out: here first, then at the provider, which tells the other modules."""

import hmac
import secrets
from typing import Final

import structlog

from egov_kit.addresses import HOME
from egov_kit.errors import ProviderError, SealBroken
from egov_kit.sessions import KeptSession
from egov_kit.visit import Visit
from egov_kit.web import cookies, kept
from egov_kit.web.answer import NO_STORE, Answer, Cookie
from egov_kit.web.languages import gettext as _
from egov_kit.web.navigation import redirect_to
from egov_kit.web.pages import page
from egov_kit.web.paths import LOGGED_OUT
from egov_kit.web.problems import Problem, answer, to_portal

_log = structlog.get_logger()
_STATE_SECONDS: Final = 600


def logout(visit: Visit) -> Answer:
    """``/oidc/logout``: a GET asks, a POST with its token signs out.

    The local session dies first, even if the provider is down. One that is over here may still
    live at the provider and in other modules, so the provider is asked then too, without a hint:
    it asks the person, because nobody's token came with the form.
    """
    session = _find_session(visit)
    if visit.request.method != "POST":
        if session is not None:
            return page(visit, "egov/confirm_sign_out.html")
        return _forgetting(visit, redirect_to(LOGGED_OUT, after=visit.request))
    if session is None:
        return _forgetting(visit, _to_provider(visit, None, None))
    visit.framework.check_form()
    if session.sid is None:
        visit.kit.sessions().end(session)
    else:
        visit.kit.sessions().end_signed_in(iss=session.iss, sid=session.sid)
    _log.info("signout.done", staff_id=str(session.person.staff_id))
    return _forgetting(visit, _to_provider(visit, session.iss, _find_hint(session)))


def _find_hint(session: KeptSession) -> str | None:
    try:
        return session.id_token
    except SealBroken:  # the provider asks the person instead
        return None


def logged_out(visit: Visit) -> Answer:
    """``/oidc/logged-out``: back from the provider with the state that we sent.

    Only that return shows that the other modules were told.
    """
    if _find_session(visit) is not None:
        return redirect_to(HOME, after=visit.request)
    sent, back = visit.request.cookies.get(cookies.SIGN_OUT, ""), visit.request.arg("state")
    if back is not None and not (sent and hmac.compare_digest(sent.encode(), back.encode())):
        return _not_ours(visit)
    return _signed_out(visit, everywhere=back is not None).setting(
        cookies.dropped(cookies.SIGN_OUT)
    )


def _find_session(visit: Visit) -> KeptSession | None:
    found = visit.kit.sessions().find(visit.request.cookies.get(cookies.SESSION))
    live = found if found is not None and found.live(visit.kit.now()) else None
    kept.enter(visit, live)
    return live


def _to_provider(visit: Visit, issuer: str | None, id_token: str | None) -> Answer:
    state = secrets.token_urlsafe(32)
    try:
        address = visit.kit.provider_of(issuer).end_session_url(
            id_token_hint=id_token,
            post_logout_redirect_uri=visit.kit.address(LOGGED_OUT),
            state=state,
            ui_locales=visit.language,
        )
    except ProviderError:
        return _signed_out(visit, everywhere=False)
    sent = Cookie(name=cookies.SIGN_OUT, value=state, seconds=_STATE_SECONDS)
    return redirect_to(address, after=visit.request).setting(sent)


def _signed_out(visit: Visit, *, everywhere: bool) -> Answer:
    return page(visit, "egov/signed_out.html", everywhere=everywhere)


def _forgetting(visit: Visit, answered: Answer) -> Answer:
    # A form of another site comes without the cookie, and must not take it away.
    if cookies.SESSION in visit.request.cookies:
        answered = answered.setting(cookies.dropped(cookies.SESSION))
    return answered.saying(NO_STORE)


def _not_ours(visit: Visit) -> Answer:
    return answer(
        visit,
        Problem(
            status=400,
            code="signout_state",
            title=_("This is not the end of a sign-out from here"),
            text=_("If you meant to sign out, do it from the portal."),
            actions=(to_portal(visit.kit.portal_url()),),
        ),
    )
