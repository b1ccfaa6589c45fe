"""Who is asking: what a verified token says of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from egov_kit.errors import NotStaff, PersonUnknown
from egov_kit.grants import Grant, Post, covers, units_of
from egov_kit.proxy import current
from egov_kit.visit import find_visit


@dataclass(frozen=True, kw_only=True)
class Person:
    """A signed-in person, as Flask-Login's ``current_user`` too.

    Modules key their rows on ``staff_id`` (of their tenant), or on ``key`` where people of outside
    providers may come too, who have no ``staff_id``, posts and grants; never on ``username`` or
    ``email``. Rights are the union of all posts; ``post``, the working post, only says in which
    capacity an act is recorded. ``acr`` is how strongly they signed in and ``auth_time`` when, as
    far as the provider tells.
    """

    iss: str
    sub: str
    staff_id: UUID | None
    tenant: str
    username: str
    name: str
    posts: tuple[Post, ...]
    post: Post | None
    grants: tuple[Grant, ...]
    acr: str | None
    auth_time: datetime | None
    sid: str | None
    email: str | None = None
    email_verified: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def key(self) -> UUID:
        """Who this is, for ever: the ``staff_id``, or else what comes of the provider and ``sub``.

        Of two providers that call somebody the same, each has its own person.
        """
        return self.staff_id or uuid5(NAMESPACE_URL, f"{self.iss} {self.sub}")

    def get_staff_id(self) -> UUID:
        """The ``staff_id``; raises `NotStaff` for who comes from an outside provider."""
        if self.staff_id is None:
            raise NotStaff
        return self.staff_id

    def get_id(self) -> str:
        """Flask-Login's name for `key`."""
        return str(self.key)

    def may(self, right: str, unit: str | None = None) -> bool:
        """Whether ``right`` (``module.role``) is held, for ``unit`` or anywhere."""
        held = self.units(right)
        return bool(held) if unit is None else any(covers(each, unit) for each in held)

    def units(self, right: str) -> tuple[str, ...]:
        """The unit codes for which ``right`` is held; each covers the units below it."""
        return units_of(self.grants, right)

    def to_json(self) -> dict[str, Any]:
        """The form in which a session row keeps it, beside ``iss`` and ``sub``."""
        return {
            "staff_id": str(self.staff_id) if self.staff_id else None,
            "tenant": self.tenant,
            "username": self.username,
            "name": self.name,
            "posts": [str(each) for each in self.posts],
            "post": str(self.post.id) if self.post else None,
            "grants": [str(each) for each in self.grants],
            "acr": self.acr,
            "auth_time": self.auth_time.timestamp() if self.auth_time else None,
            "sid": self.sid,
            "email": self.email,
            "email_verified": self.email_verified,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], *, iss: str, sub: str) -> "Person":
        """What `to_json` wrote."""
        posts = tuple(Post.parse(each) for each in kept["posts"])
        return cls(
            iss=iss,
            sub=sub,
            staff_id=UUID(kept["staff_id"]) if kept["staff_id"] else None,
            tenant=kept["tenant"],
            username=kept["username"],
            name=kept["name"],
            posts=posts,
            post=choose_working_post(posts, UUID(kept["post"]) if kept["post"] else None),
            grants=tuple(Grant.parse(each) for each in kept["grants"]),
            acr=kept["acr"],
            auth_time=_moment(kept.get("auth_time")),  # rows of an older source have none
            sid=kept["sid"],
            email=kept.get("email"),  # nor these
            email_verified=kept.get("email_verified", False),
        )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class Anonymous:
    """Nobody, as the user of a request: holds no right."""

    is_authenticated = False
    is_active = False
    is_anonymous = True

    def get_id(self) -> None:
        """Flask-Login's name for who it is."""

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
    visit = find_visit()
    return visit.person if visit else None


def get_person() -> Person:
    """The person of this request; raises `PersonUnknown` where nobody is signed in."""
    person = find_person()
    if person is None:
        raise PersonUnknown
    return person


current_person: Person = current(get_person)
"""The person of this request; using it where nobody is signed in raises `PersonUnknown`."""
