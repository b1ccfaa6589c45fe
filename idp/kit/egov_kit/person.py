"""Who is asking: what a verified token says of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import g, has_request_context
from flask_login import AnonymousUserMixin
from werkzeug.local import LocalProxy

from egov_kit.errors import PersonUnknown
from egov_kit.grants import Grant, Post, covers, units_of


@dataclass(frozen=True, kw_only=True)
class Person:
    """A signed-in person, as Flask-Login's ``current_user`` too.

    Modules key their rows on ``staff_id`` (of their tenant), never on ``username``. Rights are the
    union of all posts; ``working_post`` only says in which capacity an act is recorded.
    """

    staff_id: UUID
    tenant: str
    username: str
    name: str
    posts: tuple[Post, ...]
    working_post: Post | None
    grants: tuple[Grant, ...]
    acr: str | None
    sid: str | None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Flask-Login's name for `staff_id`."""
        return str(self.staff_id)

    def may(self, right: str, unit: str | None = None) -> bool:
        """Whether ``right`` (``module.role``) is held, for ``unit`` or anywhere."""
        held = self.units(right)
        return bool(held) if unit is None else any(covers(each, unit) for each in held)

    def units(self, right: str) -> tuple[str, ...]:
        """The unit codes for which ``right`` is held; each covers the units below it."""
        return units_of(self.grants, right)

    def to_json(self) -> dict[str, Any]:
        """The form in which a session row keeps it."""
        return {
            "staff_id": str(self.staff_id),
            "tenant": self.tenant,
            "username": self.username,
            "name": self.name,
            "posts": [str(each) for each in self.posts],
            "post": str(self.working_post.id) if self.working_post else None,
            "grants": [str(each) for each in self.grants],
            "acr": self.acr,
            "sid": self.sid,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Person":
        """What `to_json` wrote."""
        posts = tuple(Post.parse(each) for each in kept["posts"])
        return cls(
            staff_id=UUID(kept["staff_id"]),
            tenant=kept["tenant"],
            username=kept["username"],
            name=kept["name"],
            posts=posts,
            working_post=choose_working_post(posts, UUID(kept["post"]) if kept["post"] else None),
            grants=tuple(Grant.parse(each) for each in kept["grants"]),
            acr=kept["acr"],
            sid=kept["sid"],
        )


class Anonymous(AnonymousUserMixin):  # type: ignore[misc] # Flask-Login has no types
    """Nobody: holds no right."""

    def may(self, _right: str, _unit: str | None = None) -> bool:
        """Nobody may do anything that needs a right."""
        return False


def choose_working_post(posts: Iterable[Post], chosen: UUID | None) -> Post | None:
    """The chosen post if it is still held, else the main one, else the first."""
    held = list(posts)
    for post in held:
        if post.id == chosen:
            return post
    return next((post for post in held if not post.acting), held[0] if held else None)


def find_person() -> Person | None:
    """The person of this request, `None` for a page nobody signed in to."""
    if not has_request_context():
        return None
    return cast("Person | None", g.get("egov_person"))


def remember_person(person: Person | None) -> None:
    """Let this request, and Flask-Login, know who is asking."""
    g.egov_person = person
    g.pop("_login_user", None)


def _get_person() -> Person:
    person = find_person()
    if person is None:
        raise PersonUnknown
    return person


current_person: Person = cast(Any, LocalProxy(_get_person))
"""The person of this request; using it where nobody is signed in raises `PersonUnknown`."""
