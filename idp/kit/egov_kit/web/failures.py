"""Every error that reaches the edge becomes a page or problem JSON, in the reader's language."""

from collections.abc import Mapping

import structlog

from egov_kit.addresses import safe_path
from egov_kit.errors import (
    FormRefused,
    KitError,
    ProviderError,
    SessionOver,
    TenantBeingSetUp,
    TenantRetired,
)
from egov_kit.visit import Visit
from egov_kit.web.answer import TEXT, Answer
from egov_kit.web.challenge import form_page
from egov_kit.web.languages import gettext as _
from egov_kit.web.navigation import target_of
from egov_kit.web.problems import (
    Action,
    Problem,
    answer,
    being_set_up,
    of_status,
    resting,
    retired,
    to_portal,
)

_log = structlog.get_logger()


def of_http(
    visit: Visit, status: int, code: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer to what the framework itself refuses: no such page, a wrong method, too long."""
    if visit.tenant is None and visit.kit.module.kind != "api":
        # An unknown host learns nothing, not even in which languages.
        return Answer(status=404, body=b"not found\n", content_type=TEXT)
    return answer(visit, of_status(status, code, actions=_way_on(visit), headers=headers))


def of_crash(visit: Visit, error: BaseException | None) -> Answer:
    """The answer to an error that nobody foresaw; the log names its kind alone."""
    cause = type(error).__name__ if error else "InternalServerError"
    _log.error("request.failed", path=visit.request.path, error=cause)
    return of_http(visit, 500, "internal_server_error")


def of_error(visit: Visit, error: KitError) -> Answer:
    """The answer to an error of the kit."""
    return answer(visit, _problem(visit, error))


def _problem(visit: Visit, error: KitError) -> Problem:
    if isinstance(error, TenantRetired):
        return retired()
    if isinstance(error, TenantBeingSetUp):
        return being_set_up(_again(visit))
    if isinstance(error, FormRefused):
        return _stale_form(visit)
    path = visit.request.path
    if isinstance(error, ProviderError):
        _log.warning("provider.failed", path=path, code=error.code, reason=error.reason)
        text = _("Your work is not lost. Wait a little and load this page again.")
        return resting(_again(visit), text)
    _log.error("request.failed", path=path, code=error.code)
    if isinstance(error, SessionOver):
        return _over(visit, error)
    return of_status(error.status, error.code, actions=_way_on(visit))


def _stale_form(visit: Visit) -> Problem:
    return Problem(
        status=FormRefused.status,
        code=FormRefused.code,
        title=_("This form is out of date"),
        text=_("Go back, load the page again and send it anew."),
        actions=_way_on(visit),
    )


def _over(visit: Visit, error: SessionOver) -> Problem:
    return Problem(
        status=error.status,
        code=error.code,
        title=_("You are not signed in"),
        text=_("Sign in to go on."),
        actions=_way_on(visit),
    )


def _again(visit: Visit) -> str:
    """The path to try later: of the form's page where a form was sent."""
    request = visit.request
    return form_page(visit) if request.method == "POST" else safe_path(target_of(request))


def _way_on(visit: Visit) -> tuple[Action, ...]:
    if visit.tenant is None or visit.kit.module.kind == "api":
        return ()
    return (to_portal(visit.kit.portal_url()),)
