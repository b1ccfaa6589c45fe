"""Signing in: the way to the provider and back."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

import structlog
from flask import Response, abort, request
from flask_babel import get_locale
from flask_babel import gettext as _

from egov_kit import cookies
from egov_kit.addresses import HOME, safe_path
from egov_kit.attempts import Spent, Wish, attempt_name, new_attempt
from egov_kit.claims import person_of
from egov_kit.drafts import DRAFTED
from egov_kit.errors import (
    GrantRefused,
    ProviderMisbehaved,
    ProviderUnreachable,
    TokenRefused,
)
from egov_kit.kit import Kit, current_kit
from egov_kit.navigation import redirect_to
from egov_kit.op import AccessToken, TokenSet, challenge_of
from egov_kit.problems import Action, Problem, answer, resting, start_again, to_portal
from egov_kit.sessions import Subject

_log = structlog.get_logger()

LOGIN: Final = "/oidc/login"
CALLBACK: Final = "/oidc/callback"
_ONCE: Final = ("state", "code", "iss", "error")
"""No response may hold one of these twice (RFC 6749 §3.1): two readers would read two answers."""
_RESTARTS: Final = 3
_PROMPTS: Final = ("none", "login")


def login() -> Response:
    """``/oidc/login?next=``: begin a sign-in; a live sign-in at the provider makes it silent."""
    _refuse_head()
    prompt = request.args.get("prompt")
    return begin(
        Wish(
            target=safe_path(request.args.get("next")),
            prompt=prompt if prompt in _PROMPTS else None,
        )
    )


def _refuse_head() -> None:
    # Flask lets HEAD in wherever GET is; a link checker must begin and spend nothing.
    if request.method == "HEAD":
        abort(405, valid_methods=["GET"])


def begin(wish: Wish) -> Response:
    """Send the browser to the provider. Raises `ProviderError`; then nothing was begun."""
    kit = current_kit()
    attempt = new_attempt(wish)
    locale = get_locale()
    address = kit.provider().authorization_url(
        redirect_uri=kit.address(CALLBACK),
        state=attempt.state,
        nonce=attempt.nonce,
        code_challenge=challenge_of(attempt.verifier),
        prompt=wish.prompt,
        acr_values=wish.acr,
        max_age=wish.max_age,
        ui_locales=str(locale) if locale else None,
    )
    over = kit.attempts().begin(attempt, cookies.attempts_of(request).keys())
    response = redirect_to(address, after=request)
    for name in over:
        cookies.drop(response, cookies.ATTEMPT + name)
    # Longer than the attempt: who comes back too late is told so, not taken for a stranger.
    cookies.put(response, cookies.ATTEMPT + attempt.name, attempt.secret, seconds=3600)
    return response


def callback() -> Response:
    """``/oidc/callback``: the browser comes back from the provider."""
    _refuse_head()
    kit = current_kit()
    if any(len(request.args.getlist(name)) > 1 for name in _ONCE):
        return _refused(Wish(target=HOME))
    spent = kit.attempts().spend(request.args.get("state"), cookies.attempts_of(request))
    if spent is None:
        return _unknown_attempt(kit)
    try:
        response = _finish(kit, spent)
    except (GrantRefused, ProviderMisbehaved, TokenRefused) as error:
        _log.info("signin.refused", code=error.code, reason=error.reason)
        response = _refused(spent.wish)
    except ProviderUnreachable:
        # Loading this page again would not do: the attempt is spent.
        response = resting(login_path(spent.wish.target), _("Wait a little and try again."))
    cookies.drop(response, cookies.ATTEMPT + attempt_name(request.args["state"]))
    return response


def _finish(kit: Kit, spent: Spent) -> Response:
    kit.provider().check_callback_issuer(request.args.get("iss"))
    if "error" in request.args:
        return _declined(kit, spent.wish, request.args["error"])
    code = request.args.get("code")
    if not code:
        return _refused(spent.wish)
    begun = kit.now()
    tokens, token = _redeem(kit, spent, code)
    return _enter(kit, spent.wish, tokens, token, begun)


def _redeem(kit: Kit, spent: Spent, code: str) -> tuple[TokenSet, AccessToken]:
    provider, wish = kit.provider(), spent.wish
    tokens = provider.redeem(
        code=code, redirect_uri=kit.address(CALLBACK), code_verifier=spent.verifier
    )
    if tokens.id_token is None:
        raise TokenRefused("the provider gave no ID token")
    identity = provider.verify_id_token(
        tokens.id_token,
        nonce=spent.nonce,
        access_token=tokens.access_token,
        max_age=wish.max_age,
        acr=wish.acr,
    )
    token = provider.verify_access_token(tokens.access_token)
    if identity.sub != token.sub or identity.sid not in (None, token.sid):
        raise TokenRefused("ID token and access token speak of different sign-ins")
    return tokens, token


def _enter(kit: Kit, wish: Wish, tokens: TokenSet, token: AccessToken, begun: datetime) -> Response:
    sessions, drafts = kit.sessions(), kit.drafts()
    old = sessions.find(request.cookies.get(cookies.SESSION))
    person = person_of(token)
    subject = Subject(iss=token.iss, sub=token.sub, sid=token.sid)
    cookie, session = sessions.begin(subject, tokens, person, old)
    if kit.logouts().came(subject, since=begun):
        sessions.end(session)
        raise TokenRefused("the sign-in was ended while its code was redeemed")
    if old is not None and drafts.hand_over(old.id, session.id, person.staff_id):
        sessions.keep_data(session.id, session.data | {DRAFTED: True})
    response = redirect_to(wish.target, after=request)
    cookies.put(response, cookies.SESSION, cookie)
    _log.info("signin.done", staff_id=str(person.staff_id))
    return response


def _declined(kit: Kit, wish: Wish, error: str) -> Response:
    """The provider signed nobody in; a session that lives goes on living."""
    if error == "access_denied":
        return _access_denied(kit)
    if error in ("login_required", "interaction_required"):
        return _not_signed_in(wish)
    # Another tab of this browser signed in first and the provider's page had grown old: one more
    # round finds that sign-in and is silent.
    expired = request.args.get("error_description") == "authentication_expired"
    if error == "temporarily_unavailable" and expired and wish.restarts < _RESTARTS:
        return begin(replace(wish, restarts=wish.restarts + 1))
    return _refused(wish)


def _unknown_attempt(kit: Kit) -> Response:
    session = kit.sessions().find(request.cookies.get(cookies.SESSION))
    if session is not None and session.live(kit.now()):
        return redirect_to(HOME, after=request)
    return _refused(Wish(target=HOME))


def _access_denied(kit: Kit) -> Response:
    return answer(
        Problem(
            status=403,
            code="access_denied",
            title=_("You may not open this application"),
            text=_("You are signed in, but your posts do not include this application."),
            actions=(to_portal(kit.portal_url()),),
        )
    )


def _not_signed_in(wish: Wish) -> Response:
    return answer(
        Problem(
            status=401,
            code="login_required",
            title=_("You are not signed in"),
            text=_("Sign in to go on."),
            actions=(Action(text=_("Sign in"), href=login_path(wish.target)),),
        )
    )


def _refused(wish: Wish) -> Response:
    return answer(
        Problem(
            status=400,
            code="signin_failed",
            title=_("The sign-in could not be completed"),
            text=_("It took too long, was already used, or was begun in another browser."),
            actions=(start_again(login_path(wish.target)),),
        )
    )


def login_path(target: str) -> str:
    """The path that signs in and then goes to ``target``."""
    return LOGIN if target == HOME else f"{LOGIN}?next={quote(target, safe='/')}"
