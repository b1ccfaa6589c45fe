"""A form is an act in the post it was drawn with: if that changed meanwhile, the person decides."""

from dataclasses import dataclass
from uuid import UUID

from egov_kit.drafts import Fields, keepable
from egov_kit.grants import Post
from egov_kit.person import Person
from egov_kit.visit import Visit
from egov_kit.web.answer import Answer
from egov_kit.web.navigation import is_form, target_of
from egov_kit.web.pages import page
from egov_kit.web.request import Request, first

FIELD = "egov_post"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A form drawn in one post and sent in another; ``drawn_with`` is `None` if it was lost."""

    drawn_with: Post | None
    now: Post | None
    action: str
    fields: Fields


def find_conflict(request: Request, person: Person) -> Conflict | None:
    """Whether the form that is being sent belongs to another post than the present one."""
    sent, now = first(request.form, FIELD) if is_form(request) else None, person.post
    if sent is None or sent == (str(now.id) if now else ""):
        return None
    return Conflict(
        drawn_with=_find_post(person, sent),
        now=now,
        action=target_of(request),
        fields=keepable(request.form),
    )


def show(visit: Visit, conflict: Conflict) -> Answer:
    """The 409 page: both posts, and the input on its way to be sent again."""
    return page(visit, "egov/conflict.html", status=409, conflict=conflict)


def _find_post(person: Person, sent: str) -> Post | None:
    try:
        wanted = UUID(sent)
    except ValueError:
        return None
    return next((post for post in person.posts if post.id == wanted), None)
