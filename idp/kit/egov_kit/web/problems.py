"""What somebody gets who cannot get what they asked for: a page, or problem JSON (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from egov_kit.visit import Visit
from egov_kit.web.answer import NO_STORE, Answer
from egov_kit.web.languages import gettext as _
from egov_kit.web.navigation import is_script
from egov_kit.web.pages import page


@dataclass(frozen=True, kw_only=True)
class Action:
    """A link that leads on from a problem."""

    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem, in the reader's language; ``code`` is a stable name for programs."""

    status: int
    code: str
    title: str
    text: str
    actions: tuple[Action, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(visit: Visit, problem: Problem) -> Answer:
    """The problem as a page for people and as JSON for scripts; never kept by a cache."""
    if is_script(visit.request) or _is_api(visit):
        return as_json(problem)
    shown = page(visit, "egov/problem.html", status=problem.status, problem=problem)
    return shown.saying(problem.headers)


def as_json(problem: Problem) -> Answer:
    """The problem as JSON, whoever asks."""
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.text,
    }
    return Answer(
        status=problem.status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        content_type="application/problem+json",
        headers={**NO_STORE, **problem.headers},
    )


def _is_api(visit: Visit) -> bool:
    access = visit.access
    return visit.kit.module.kind == "api" or (access is not None and access.kind == "bearer")


def resting(again: str, text: str) -> Problem:
    """The sign-in service is away; ``again`` is the path to try later."""
    return Problem(
        status=503,
        code="provider_unreachable",
        title=_("The sign-in service is resting"),
        text=text,
        actions=(Action(text=_("Try again"), href=again),),
        headers={"Retry-After": "10"},
    )


def being_set_up(again: str) -> Problem:
    """The province of this request does not serve yet; ``again`` is the path to try later."""
    return Problem(
        status=503,
        code="tenant_being_set_up",
        title=_("This province is being set up"),
        text=_("At the first start that takes a few minutes. Then everything here works."),
        actions=(Action(text=_("Try again"), href=again),),
        headers={"Retry-After": "10"},
    )


def retired() -> Problem:
    """The province of this request has been closed."""
    return Problem(
        status=410,
        code="tenant_retired",
        title=_("This province is closed"),
        text=_("Nobody signs in here any more. Its records are kept; ask the administrators."),
    )


def of_status(
    status: int,
    code: str,
    *,
    actions: tuple[Action, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Problem:
    """What is said of an HTTP status when nothing more is known."""
    title, text = _words(status)
    return Problem(
        status=status, code=code, title=title, text=text, actions=actions, headers=headers or {}
    )


def _words(status: int) -> tuple[str, str]:
    if status == 404:
        return _("Page not found"), _("There is nothing here, or it is not for you to see.")
    if status == 403:
        return _("You may not do this"), _("Your posts do not include the right this needs.")
    if status in (502, 503, 504):
        return _("A part of the system is resting"), _("Wait a little and try again.")
    if status >= 500:
        return _("Something went wrong on our side"), _("It has been noted. Try again later.")
    return _("This cannot be done"), _("What was sent cannot be understood.")


def sign_in_stronger(
    actions: tuple[Action, ...] = (), headers: Mapping[str, str] | None = None, status: int = 401
) -> Problem:
    """The sign-in is good, but this needs a stronger or a more recent one."""
    return Problem(
        status=status,
        code="insufficient_user_authentication",
        title=_("This needs a stronger sign-in"),
        text=_("Sign in again with your password and a one-time code to go on."),
        actions=actions,
        headers=headers or {},
    )


def start_again(path: str) -> Action:
    """The way to begin a sign-in anew and arrive at ``path``."""
    return Action(text=_("Start again"), href=path)


def to_portal(url: str) -> Action:
    """The way back to the portal."""
    return Action(text=_("Go to the portal"), href=url)
