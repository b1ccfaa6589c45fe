"""What the people API decides: who somebody is today, and in which post they may work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from egov_ldap import Directory, Person, PostRecord, Unit

from egov_idp.api.errors import PersonInactive, PostNotHeld
from egov_idp.people.province import Province
from egov_idp.policy.derive import derive
from egov_idp.policy.rules import Names


@dataclass(frozen=True, kw_only=True)
class HeldPost:
    """A post held today, with the unit it is in and the names of its title."""

    record: PostRecord
    unit: Unit
    title: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Me:
    """Somebody as the directory knows them now.

    ``posts`` are those of today, the main one first; ``working_post`` is one of them, or None for
    who holds none. Grants and modules are those Keycloak reads too.
    """

    person: Person
    posts: tuple[HeldPost, ...]
    working_post: UUID | None


@dataclass(frozen=True, kw_only=True)
class AllNames:
    """The names of all units, also of those that have ended, and of all titles.

    ``kinds`` are those of the units that there are now.
    """

    units: Names
    titles: Names
    kinds: Mapping[str, str]


def describe(province: Province, staff_id: UUID, on: date) -> Me:
    """Who ``staff_id`` is on the day ``on``.

    Raises `PersonInactive` and, when the directory is down, `DirectoryUnreachable`.
    """
    person = province.directory.find_person(staff_id)
    if person is None or person.status != "active":
        raise PersonInactive(staff_id)
    records = {post.id: post for post in province.directory.list_posts(holder=staff_id)}
    units = _units_of(province.directory, records.values(), on)
    # Which posts count today is the policy's to say: what was written to the entry may be of
    # yesterday.
    today = derive((p for p in records.values() if p.unit in units), units.values(), (), on)
    posts = tuple(_held(records[ref.id], units, province.policy.titles) for ref in today.posts)
    return Me(person=person, posts=posts, working_post=today.working_post(person.working_post))


def work_in(province: Province, staff_id: UUID, post: UUID, on: date) -> Me:
    """Let ``staff_id`` work in ``post`` from now on; raises `PostNotHeld` and as `describe`."""
    me = describe(province, staff_id, on)
    if post not in {held.record.id for held in me.posts}:
        raise PostNotHeld(post)
    province.directory.set_working_post(staff_id, post)
    return replace(me, working_post=post)


def list_names(province: Province, on: date) -> AllNames:
    """What units and titles are called, and of which kind the units are that exist on a day."""
    units = province.directory.list_units()
    return AllNames(
        units={each.code: each.name for each in units},
        titles=province.policy.titles,
        kinds={each.code: each.kind for each in units if each.holds_on(on)},
    )


def _units_of(directory: Directory, posts: Iterable[PostRecord], on: date) -> Mapping[str, Unit]:
    codes = {post.unit for post in posts if post.holds_on(on)}
    return {code: directory.get_unit(code) for code in sorted(codes)}


def _held(post: PostRecord, units: Mapping[str, Unit], titles: Names) -> HeldPost:
    unknown = {"vi": post.title, "en": post.title}
    return HeldPost(record=post, unit=units[post.unit], title=titles.get(post.title, unknown))
