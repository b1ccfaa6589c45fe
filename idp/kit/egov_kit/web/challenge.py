"""What somebody gets who must sign in first: people go and come back, scripts get a 401."""

from egov_kit.addresses import HOME, safe_path
from egov_kit.attempts import Wish
from egov_kit.drafts import DRAFTED, Draft, keepable
from egov_kit.sessions import KeptSession
from egov_kit.visit import Visit
from egov_kit.web.answer import Answer
from egov_kit.web.languages import gettext as _
from egov_kit.web.navigation import is_form, is_same_origin, is_script, referring_path, target_of
from egov_kit.web.problems import Problem, as_json, sign_in_stronger
from egov_kit.web.signin import begin
from egov_kit.web.strength import Wanted


def sign_in_first(visit: Visit) -> Answer:
    """The answer to a request without a live session.

    A form's input is kept for its person, and the way leads back to the page of the form.
    """
    request = visit.request
    if is_script(request) or request.method not in ("GET", "POST"):
        return unauthorized()
    if request.method == "GET":
        return begin(visit, Wish(target=safe_path(target_of(request))))
    if not is_same_origin(request, visit.kit.address("")):
        return begin(visit, Wish(target=HOME))
    page = form_page(visit)
    if visit.over is not None and is_form(request):
        _keep(visit, visit.over, page)
    return begin(visit, Wish(target=page))


def step_up(visit: Visit, session: KeptSession, wanted: Wanted) -> Answer:
    """The answer to a live session that is not strong enough; it stays until a stronger one is.

    A form's input waits for its person on the page of the form.
    """
    if is_script(visit.request):
        return as_json(sign_in_stronger())
    target = safe_path(target_of(visit.request))
    if visit.request.method != "GET":
        keep_form(visit, session)
        target = form_page(visit)
    return begin(visit, Wish(target=target, acr=wanted.acr, max_age=wanted.max_age))


def keep_form(visit: Visit, session: KeptSession) -> None:
    """Keep a form that cannot be taken now, in a session that lives on."""
    if is_form(visit.request) and is_same_origin(visit.request, visit.kit.address("")):
        _keep(visit, session, form_page(visit))
        visit.kit.sessions().keep_data(session.id, session.data | {DRAFTED: True})


def form_page(visit: Visit) -> str:
    """The page that shows the form which is being sent."""
    own = target_of(visit.request)
    for page in (referring_path(visit.request, visit.kit.address("")), own):
        if page is not None and visit.framework.can_be_read(page.partition("?")[0]):
            return safe_path(page)
    return HOME


def _keep(visit: Visit, session: KeptSession, page: str) -> None:
    request = visit.request
    draft = Draft(page=page, action=target_of(request), fields=keepable(request.form))
    visit.kit.drafts().keep(session.id, session.person.key, draft)


def unauthorized() -> Answer:
    """The answer to a script: no redirect, no attempt."""
    return as_json(
        Problem(
            status=401,
            code="login_required",
            title=_("You are not signed in"),
            text=_("Sign in to go on."),
        )
    )
