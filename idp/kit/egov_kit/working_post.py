"""A form is an act in the post it was drawn with: if that changed meanwhile, the person decides."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, render_template, request

from egov_kit.drafts import Fields, keepable
from egov_kit.grants import Post
from egov_kit.navigation import is_form, target_of
from egov_kit.person import Person

FIELD = "egov_post"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A form drawn in one post and sent in another; ``drawn_with`` is `None` if it was lost."""

    drawn_with: Post | None
    now: Post | None
    action: str
    fields: Fields


def find_conflict(person: Person) -> Conflict | None:
    """Whether the form that is being sent belongs to another post than the present one."""
    if not is_form(request) or FIELD not in request.form:
        return None
    sent, now = request.form[FIELD], person.working_post
    if sent == (str(now.id) if now else ""):
        return None
    return Conflict(
        drawn_with=_find_post(person, sent),
        now=now,
        action=target_of(request),
        fields=keepable(request.form),
    )


def show(conflict: Conflict) -> Response:
    """The 409 page: both posts, and the input on its way to be sent again."""
    page = render_template("egov/conflict.html", conflict=conflict)
    response = make_response(page, 409)
    response.headers["Cache-Control"] = "no-store"
    return response


def _find_post(person: Person, sent: str) -> Post | None:
    try:
        wanted = UUID(sent)
    except ValueError:
        return None
    return next((post for post in person.posts if post.id == wanted), None)
