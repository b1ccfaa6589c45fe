"""People, units and posts as values, and how they are read from and written as attributes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar, cast
from uuid import UUID

from egov_kit.errors import ClaimInvalid
from egov_kit.grants import Grant, Post

from egov_ldap.errors import EntryInvalid

Status = Literal["pending", "active", "locked", "left"]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of staff.

    ``mail_aliases`` are former or further addresses; ``posts`` to ``modules`` are what the policy
    engine wrote last.
    """

    staff_id: UUID
    username: str
    name: str
    family_name: str
    given_name: str
    email: str | None
    status: Status
    mail_aliases: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    grants: tuple[Grant, ...] = ()
    modules: tuple[str, ...] = ()
    working_post: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit; ``valid_to`` is its last day, ``successors`` took over its work after it."""

    code: str
    kind: str
    name: Mapping[str, str]
    valid_from: date
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    site: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        return _holds(self.valid_from, self.valid_to, day)

    def ended_before(self, day: date) -> bool:
        """Whether the unit's last day is past."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, kw_only=True)
class PostRecord:
    """A post as it was given: who holds which title in which unit, first to last day."""

    id: UUID
    holder: UUID
    unit: str
    title: str
    acting: bool
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on ``day``."""
        return _holds(self.valid_from, self.valid_to, day)

    @property
    def ref(self) -> Post:
        """The post as the access token carries it."""
        return Post(id=self.id, unit=self.unit, title=self.title, acting=self.acting)


def _holds(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry as the directory sends it: attribute name to values, all text."""

    dn: str
    attributes: Mapping[str, Sequence[str]]

    def all(self, name: str, read: Callable[[str], T]) -> tuple[T, ...]:
        """Every value, in a stable order; raises `EntryInvalid`."""
        try:
            return tuple(read(value) for value in sorted(self.attributes.get(name, ())))
        except (ValueError, ClaimInvalid) as error:
            raise EntryInvalid(self.dn, name) from error

    def find(self, name: str, read: Callable[[str], T]) -> T | None:
        """The first value or None."""
        return next(iter(self.all(name, read)), None)

    def get(self, name: str, read: Callable[[str], T]) -> T:
        """The first value; raises `EntryInvalid` without one."""
        if (value := self.find(name, read)) is None:
            raise EntryInvalid(self.dn, name)
        return value


def main_first(post: Post) -> tuple[bool, str, UUID]:
    """Sorts posts: the main one first, then by unit."""
    return post.acting, post.unit, post.id


def read_person(entry: Entry) -> Person:
    """A person; raises `EntryInvalid`."""
    mail = entry.find("mail", str)
    return Person(
        staff_id=entry.get("egovStaffId", UUID),
        username=entry.get("uid", str),
        name=entry.get("cn", str),
        family_name=entry.get("sn", str),
        given_name=entry.get("givenName", str),
        email=mail,
        status=cast(Status, entry.get("egovStatus", str)),
        mail_aliases=tuple(each for each in entry.all("mailAlias", str) if each != mail),
        posts=tuple(sorted(entry.all("egovPostRef", Post.parse), key=main_first)),
        grants=entry.all("egovGrant", Grant.parse),
        modules=entry.all("egovModule", str),
        working_post=entry.find("egovWorkingPost", UUID),
    )


def read_unit(entry: Entry) -> Unit:
    """A unit; raises `EntryInvalid`."""
    return Unit(
        code=entry.get("egovUnitCode", str),
        kind=entry.get("egovUnitKind", str),
        name={"vi": entry.get("egovNameVi", str), "en": entry.get("egovNameEn", str)},
        valid_from=entry.get("egovValidFrom", date.fromisoformat),
        valid_to=entry.find("egovValidTo", date.fromisoformat),
        successors=entry.all("egovSuccessor", str),
        site=entry.find("egovSite", str) == "TRUE",
    )


def read_post(entry: Entry) -> PostRecord:
    """A post; raises `EntryInvalid`."""
    return PostRecord(
        id=entry.get("egovPostId", UUID),
        holder=entry.get("egovHolder", UUID),
        unit=entry.get("egovPostUnit", str),
        title=entry.get("egovTitle", str),
        acting=entry.get("egovActing", str) == "TRUE",
        valid_from=entry.get("egovValidFrom", date.fromisoformat),
        valid_to=entry.find("egovValidTo", date.fromisoformat),
    )


Attributes = Mapping[str, Sequence[str]]


def granted(posts: Sequence[Post], grants: Sequence[Grant], modules: Sequence[str]) -> Attributes:
    """The attributes the policy engine writes, together and at once."""
    return {
        "egovPostRef": [str(each) for each in posts],
        "egovGrant": [str(each) for each in grants],
        "egovModule": list(modules),
    }


def person_attributes(person: Person) -> Attributes:
    """A whole person without a password."""
    return {
        "objectClass": ["inetOrgPerson", "egovPerson"],
        "egovStaffId": [str(person.staff_id)],
        "uid": [person.username],
        "cn": [person.name],
        "sn": [person.family_name],
        "givenName": [person.given_name],
        "mail": [person.email] if person.email else [],
        "mailAlias": _addresses(person),
        "egovStatus": [person.status],
        **granted(person.posts, person.grants, person.modules),
        "egovWorkingPost": [str(person.working_post)] if person.working_post else [],
    }


def _addresses(person: Person) -> Sequence[str]:
    """The present address is among the aliases: there slapd keeps all addresses unique."""
    return [*([person.email] if person.email else []), *person.mail_aliases]


def unit_attributes(unit: Unit) -> Attributes:
    """A whole unit."""
    return {
        "objectClass": ["egovUnit"],
        "egovUnitCode": [unit.code],
        "egovUnitKind": [unit.kind],
        "egovNameVi": [unit.name["vi"]],
        "egovNameEn": [unit.name["en"]],
        "egovValidFrom": [unit.valid_from.isoformat()],
        "egovValidTo": [unit.valid_to.isoformat()] if unit.valid_to else [],
        "egovSuccessor": unit.successors,
        "egovSite": ["TRUE" if unit.site else "FALSE"],
    }


def post_attributes(post: PostRecord) -> Attributes:
    """A whole post."""
    return {
        "objectClass": ["egovPost"],
        "egovPostId": [str(post.id)],
        "egovHolder": [str(post.holder)],
        "egovPostUnit": [post.unit],
        "egovTitle": [post.title],
        "egovActing": ["TRUE" if post.acting else "FALSE"],
        "egovValidFrom": [post.valid_from.isoformat()],
        "egovValidTo": [post.valid_to.isoformat()] if post.valid_to else [],
    }
