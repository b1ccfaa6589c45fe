"""What somebody gets who must sign in first: people go and come back, scripts get a 401."""

from flask import Response, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from egov_kit.addresses import HOME, safe_path
from egov_kit.attempts import Wish
from egov_kit.drafts import DRAFTED, Draft, keepable
from egov_kit.kit import Kit
from egov_kit.navigation import is_form, is_same_origin, is_script, referring_path, target_of
from egov_kit.problems import Problem, as_json
from egov_kit.sessions import KeptSession
from egov_kit.signin import begin


def sign_in_first(kit: Kit, over: KeptSession | None) -> Response:
    """The answer to a request without a live session; ``over`` is the one it had.

    A form's input is kept for its person, and the way leads back to the page of the form.
    """
    if is_script(request) or request.method not in ("GET", "POST"):
        return unauthorized()
    if request.method == "GET":
        return begin(Wish(target=safe_path(target_of(request))))
    if not is_same_origin(request, kit.address("")):
        return begin(Wish(target=HOME))
    page = form_page(kit)
    if over is not None and is_form(request):
        _keep(kit, over, page)
    return begin(Wish(target=page))


def keep_form(kit: Kit, session: KeptSession) -> None:
    """Keep a form that cannot be taken now, in a session that lives on."""
    if is_form(request) and is_same_origin(request, kit.address("")):
        _keep(kit, session, form_page(kit))
        kit.sessions().keep_data(session.id, session.data | {DRAFTED: True})


def form_page(kit: Kit) -> str:
    """The page that shows the form which is being sent."""
    own = target_of(request)
    for page in (referring_path(request, kit.address("")), own):
        if page is not None and _can_be_read(page):
            return safe_path(page)
    return HOME


def _keep(kit: Kit, session: KeptSession, page: str) -> None:
    draft = Draft(page=page, action=target_of(request), fields=keepable(request.form))
    kit.drafts().keep(session.id, session.person.staff_id, draft)


def _can_be_read(page: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(page.partition("?")[0], method="GET"))
    except HTTPException:
        return False


def unauthorized() -> Response:
    """The answer to a script: no redirect, no attempt."""
    return as_json(
        Problem(
            status=401,
            code="login_required",
            title=_("You are not signed in"),
            text=_("Sign in to go on."),
        )
    )
