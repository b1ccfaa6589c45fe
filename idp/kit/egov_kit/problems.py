"""What somebody gets who cannot get what they asked for: a page, or problem JSON (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_babel import gettext as _

from egov_kit.navigation import is_script


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


def answer(problem: Problem) -> Response:
    """The problem as a page for people and as JSON for scripts; never kept by a cache."""
    if is_script(request) or _is_api():
        return as_json(problem)
    page = render_template("egov/problem.html", problem=problem)
    return _sent(problem, make_response(page, problem.status))


def as_json(problem: Problem) -> Response:
    """The problem as JSON, whoever asks."""
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.text,
    }
    text = json.dumps(body, ensure_ascii=False)
    return _sent(problem, Response(text, problem.status, content_type="application/problem+json"))


def _is_api() -> bool:
    module: Any = current_app.extensions["egov"].module
    return bool(module.kind == "api")


def _sent(problem: Problem, response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(problem.headers)
    return response


def resting(again: str, text: str) -> Response:
    """The sign-in service is away; ``again`` is the path to try later."""
    return answer(
        Problem(
            status=503,
            code="provider_unreachable",
            title=_("The sign-in service is resting"),
            text=text,
            actions=(Action(text=_("Try again"), href=again),),
            headers={"Retry-After": "10"},
        )
    )


def start_again(path: str) -> Action:
    """The way to begin a sign-in anew and arrive at ``path``."""
    return Action(text=_("Start again"), href=path)


def to_portal(url: str) -> Action:
    """The way back to the portal."""
    return Action(text=_("Go to the portal"), href=url)
