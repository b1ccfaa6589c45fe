"""Signing in: the way to the provider and back."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

import structlog

from egov_kit.addresses import HOME, safe_path
from egov_kit.attempts import Attempt, Spent, Wish, attempt_name, new_attempt
from egov_kit.drafts import DRAFTED
from egov_kit.errors import (
    GrantRefused,
    ProviderMisbehaved,
    ProviderUnreachable,
    SignInTooWeak,
    TokenRefused,
)
from egov_kit.op import challenge_of
from egov_kit.redeeming import Redeemed, redeem
from egov_kit.visit import Visit
from egov_kit.web import cookies
from egov_kit.web.agents import describe
from egov_kit.web.answer import Answer, Cookie
from egov_kit.web.languages import gettext as _
from egov_kit.web.navigation import redirect_to
from egov_kit.web.paths import CALLBACK, LOGIN
from egov_kit.web.problems import (
    Action,
    Problem,
    answer,
    of_status,
    resting,
    sign_in_stronger,
    start_again,
    to_portal,
)

_log = structlog.get_logger()

_ONCE: Final = ("state", "code", "iss", "error")
"""No response may hold one of these twice (RFC 6749 §3.1): two readers would read two answers."""
_RESTARTS: Final = 3
_PROMPTS: Final = ("none", "login")


def login(visit: Visit) -> Answer:
    """``/oidc/login?next=``: begin a sign-in; a live sign-in at the provider makes it silent."""
    request = visit.request
    if request.method == "HEAD":
        return _no_head(visit)
    prompt = request.arg("prompt")
    return begin(
        visit,
        Wish(
            target=safe_path(request.arg("next")),
            prompt=prompt if prompt in _PROMPTS else None,
        ),
    )


def _no_head(visit: Visit) -> Answer:
    # Frameworks let HEAD in wherever GET is; a link checker must begin and spend nothing.
    return answer(visit, of_status(405, "method_not_allowed", headers={"Allow": "GET"}))


def begin(visit: Visit, wish: Wish) -> Answer:
    """Send the browser to the provider; a 400 where that one answers nonsense.

    Raises `ProviderUnreachable`. Either way nothing was begun.
    """
    sent = cookies.attempts_of(visit.request.cookies)
    try:
        provider = visit.kit.provider()
        attempt = new_attempt(wish, provider.issuer, provider.new_proof_key())
        address = _address(visit, attempt)
    except ProviderMisbehaved as error:
        _log.error("signin.not_begun", reason=error.reason)
        return _refused(visit, wish, _("The sign-in service does not answer as it should."))
    over = visit.kit.attempts().begin(attempt, sent.keys())
    # Longer than the attempt: who comes back too late is told so, not taken for a stranger.
    new = Cookie(name=cookies.ATTEMPT + attempt.name, value=attempt.secret, seconds=3600)
    dropped = (cookies.dropped(cookies.ATTEMPT + name) for name in over)
    return redirect_to(address, after=visit.request).setting(*dropped, new)


def _address(visit: Visit, attempt: Attempt) -> str:
    wish = attempt.wish
    return visit.kit.provider().authorization_url(
        redirect_uri=visit.kit.address(CALLBACK),
        state=attempt.state,
        nonce=attempt.nonce,
        code_challenge=challenge_of(attempt.verifier),
        prompt=wish.prompt,
        acr_values=wish.acr,
        max_age=wish.max_age,
        ui_locales=visit.language,
        dpop_jkt=attempt.key.thumbprint if attempt.key else None,
    )


def callback(visit: Visit) -> Answer:
    """``/oidc/callback``: the browser comes back from the provider."""
    request = visit.request
    if request.method == "HEAD":
        return _no_head(visit)
    names = [name for name, _value in request.args if name in _ONCE]
    if len(names) > len(set(names)):
        return _refused(visit, Wish(target=HOME))
    state, sent = request.arg("state"), cookies.attempts_of(request.cookies)
    spent = visit.kit.attempts().spend(state, sent)
    if spent is None or state is None:
        return _unknown_attempt(visit)
    return _come_back(visit, spent).setting(cookies.dropped(cookies.ATTEMPT + attempt_name(state)))


def _come_back(visit: Visit, spent: Spent) -> Answer:
    try:
        return _finish(visit, spent)
    except SignInTooWeak as error:
        _log.info("signin.too_weak", reason=error.reason)
        return _too_weak(visit, spent.wish)
    except (GrantRefused, ProviderMisbehaved, TokenRefused) as error:
        _log.info("signin.refused", code=error.code, reason=error.reason)
        return _refused(visit, spent.wish)
    except ProviderUnreachable:
        # Loading this page again would not do: the attempt is spent.
        problem = resting(login_path(spent.wish.target), _("Wait a little and try again."))
        return answer(visit, problem)


def _finish(visit: Visit, spent: Spent) -> Answer:
    kit, request = visit.kit, visit.request
    if spent.iss != kit.provider().issuer:
        # The province changed its server meanwhile. A code and its verifier are for the server that
        # they were made with (RFC 9700 §4.4.2); not every one says in its answer which it is.
        _log.info("signin.server_changed")
        return _once_more(visit, spent.wish)
    kit.provider().check_callback_issuer(request.arg("iss"))
    error, code = request.arg("error"), request.arg("code")
    if error is not None:
        return _declined(visit, spent.wish, error)
    if not code:
        return _refused(visit, spent.wish)
    begun = kit.now()
    redeemed = redeem(kit.provider(), spent, code, kit.address(CALLBACK))
    return _enter(visit, spent.wish, redeemed, begun)


def _enter(visit: Visit, wish: Wish, redeemed: Redeemed, begun: datetime) -> Answer:
    kit, person = visit.kit, redeemed.person
    sessions, drafts = kit.sessions(), kit.drafts()
    old = sessions.find(visit.request.cookies.get(cookies.SESSION))
    agent = describe(visit.request.header("User-Agent"))
    cookie, session = sessions.begin(
        redeemed.subject, redeemed.tokens, person, old, redeemed.key, agent=agent
    )
    if kit.logouts().came(redeemed.subject, since=begun):
        sessions.end(session)
        raise TokenRefused("the sign-in was ended while its code was redeemed")
    if old is not None and drafts.hand_over(old.id, session.id, person.key):
        sessions.keep_data(session.id, session.data | {DRAFTED: True})
    _log.info("signin.done", staff_id=str(person.staff_id))
    answered = redirect_to(wish.target, after=visit.request)
    return answered.setting(Cookie(name=cookies.SESSION, value=cookie))


def _declined(visit: Visit, wish: Wish, error: str) -> Answer:
    """The provider signed nobody in; a session that lives goes on living."""
    if error == "access_denied":
        return _access_denied(visit)
    if error in ("login_required", "interaction_required"):
        return _not_signed_in(visit, wish)
    if error == "unmet_authentication_requirements":
        return _too_weak(visit, wish)
    return _once_more(visit, wish) if _grew_old(visit, error) else _refused(visit, wish)


def _once_more(visit: Visit, wish: Wish) -> Answer:
    """A fresh start of the same sign-in, but not for ever."""
    if wish.restarts >= _RESTARTS:
        return _refused(visit, wish)
    return begin(visit, replace(wish, restarts=wish.restarts + 1))


def _grew_old(visit: Visit, error: str) -> bool:
    # Another tab of this browser signed in first and the provider's page had grown old: one more
    # round finds that sign-in and is silent. Or the browser came later than a pushed request lasts.
    expired = visit.request.arg("error_description") == "authentication_expired"
    return error == "invalid_request_uri" or (error == "temporarily_unavailable" and expired)


def _unknown_attempt(visit: Visit) -> Answer:
    session = visit.kit.sessions().find(visit.request.cookies.get(cookies.SESSION))
    if session is not None and session.live(visit.kit.now()):
        return redirect_to(HOME, after=visit.request)
    return _refused(visit, Wish(target=HOME))


def _access_denied(visit: Visit) -> Answer:
    return answer(
        visit,
        Problem(
            status=403,
            code="access_denied",
            title=_("You may not open this application"),
            text=_("You are signed in, but your posts do not include this application."),
            actions=(to_portal(visit.kit.portal_url()),),
        ),
    )


def _too_weak(visit: Visit, wish: Wish) -> Answer:
    """What was asked for was not done; to ask again by itself could go round for ever."""
    actions = (start_again(wish.target), to_portal(visit.kit.portal_url()))
    return answer(visit, sign_in_stronger(actions=actions, status=400))


def _not_signed_in(visit: Visit, wish: Wish) -> Answer:
    return answer(
        visit,
        Problem(
            status=401,
            code="login_required",
            title=_("You are not signed in"),
            text=_("Sign in to go on."),
            actions=(Action(text=_("Sign in"), href=login_path(wish.target)),),
        ),
    )


def _refused(visit: Visit, wish: Wish, text: str | None = None) -> Answer:
    return answer(
        visit,
        Problem(
            status=400,
            code="signin_failed",
            title=_("The sign-in could not be completed"),
            text=text or _("It took too long, was already used, or was begun in another browser."),
            actions=(start_again(login_path(wish.target)),),
        ),
    )


def login_path(target: str) -> str:
    """The path that signs in and then goes to ``target``."""
    return LOGIN if target == HOME else f"{LOGIN}?next={quote(target, safe='/')}"
