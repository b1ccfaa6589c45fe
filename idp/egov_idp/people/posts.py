"""What a technician does with posts: give one, end one. Grants follow in the same step."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import uuid4

from egov_ldap import Person, PostRecord

from egov_idp.audit import Change, Facts
from egov_idp.people import grants
from egov_idp.people.errors import (
    DaysUnfit,
    MainPostHeld,
    PostAmbiguous,
    PostNotFound,
    StatusUnfit,
    TitleUnknown,
    UnitUnfit,
)
from egov_idp.people.province import Province
from egov_idp.people.staff import get_person

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewPost:
    """A post to be given, from the first to the last day; without one until further notice."""

    unit: str
    title: str
    acting: bool
    first: date
    last: date | None


def add(
    province: Province, actor: str, username: str, wanted: NewPost, on: date
) -> tuple[PostRecord, bool]:
    """The post, and whether it is new; one that is held already in those days is that one."""
    with province.changing:
        person = get_person(province, username)
        held = province.directory.list_posts(holder=person.staff_id)
        if same := _find_same(held, wanted):
            grants.bring_up_to_date(province, actor, person, on)
            return same, False
        _check(province, person, held, wanted)
        post = _post(person, wanted)
        then = grants.derived(province, [*held, post], on)
        change = Change(
            action="person.post-add",
            subject=str(person.staff_id),
            before=grants.facts(person),
            after={"post": _facts(post), **grants.facts(then)},
        )
        with province.audit.noted(actor, change):
            province.directory.add_post(post)
            grants.write(province, person, then)
        return post, True


def end(
    province: Province,
    actor: str,
    username: str,
    *,
    unit: str,
    title: str | None,
    last: date | None,
    on: date,
) -> PostRecord:
    """End a post that is held now or later; answers it as it was.

    Without a ``last`` day it is over at once, and one that did not begin before today never was.
    """
    with province.changing:
        person = get_person(province, username)
        held = province.directory.list_posts(holder=person.staff_id)
        post = _find_one([p for p in held if not _is_over(p, on)], username, unit, title)
        ends = last or on - _ONE_DAY
        never_was = ends < post.valid_from
        if last and never_was:
            raise DaysUnfit(post.valid_from, last)
        rest = [p for p in held if p != post]
        rest += [] if never_was else [replace(post, valid_to=ends)]
        then = grants.derived(province, rest, on)
        change = Change(
            action="person.post-end",
            subject=str(person.staff_id),
            before={"post": _facts(post), **grants.facts(person)},
            after={"last_day": None if never_was else ends.isoformat(), **grants.facts(then)},
        )
        with province.audit.noted(actor, change):
            # In this order: cut short between the two, the same command finds the post again.
            grants.write(province, person, then)
            if never_was:
                province.directory.remove_post(post.id)
            else:
                province.directory.set_last_day(post.id, ends)
        return post


def overlap(post: PostRecord, first: date, last: date | None) -> bool:
    """Whether the post is held on one of the days from ``first`` to ``last``."""
    return post.valid_from <= (last or date.max) and first <= (post.valid_to or date.max)


def _find_same(held: list[PostRecord], wanted: NewPost) -> PostRecord | None:
    same = (wanted.unit, wanted.title, wanted.acting)
    found = (p for p in held if (p.unit, p.title, p.acting) == same)
    return next((p for p in found if overlap(p, wanted.first, wanted.last)), None)


def _check(province: Province, person: Person, held: list[PostRecord], wanted: NewPost) -> None:
    if person.status == "left":
        raise StatusUnfit(person.username, person.status)
    if wanted.title not in province.policy.titles:
        raise TitleUnknown(wanted.title, sorted(province.policy.titles))
    if wanted.last and wanted.last < wanted.first:
        raise DaysUnfit(wanted.first, wanted.last)
    _check_unit(province, wanted)
    main = [p for p in held if not p.acting and overlap(p, wanted.first, wanted.last)]
    if main and not wanted.acting:
        raise MainPostHeld(person.username, main[0].unit)


def _check_unit(province: Province, wanted: NewPost) -> None:
    unit = province.directory.get_unit(wanted.unit)
    if not unit.holds_on(wanted.first):
        raise UnitUnfit(unit.code, "not-yet")
    if unit.valid_to and unit.valid_to < (wanted.last or date.max):
        raise UnitUnfit(unit.code, "ends", unit.valid_to.isoformat())


def _post(person: Person, wanted: NewPost) -> PostRecord:
    return PostRecord(
        id=uuid4(),
        holder=person.staff_id,
        unit=wanted.unit,
        title=wanted.title,
        acting=wanted.acting,
        valid_from=wanted.first,
        valid_to=wanted.last,
    )


def _is_over(post: PostRecord, on: date) -> bool:
    return post.valid_to is not None and post.valid_to < on


def _find_one(held: list[PostRecord], username: str, unit: str, title: str | None) -> PostRecord:
    found = [post for post in held if post.unit == unit and title in (None, post.title)]
    if not found:
        raise PostNotFound(username, unit)
    if len(found) > 1:
        raise PostAmbiguous(unit, sorted(post.title for post in found))
    return found[0]


def _facts(post: PostRecord) -> Facts:
    return {
        **vars(post.ref),
        "id": str(post.id),
        "from": post.valid_from.isoformat(),
        "to": post.valid_to.isoformat() if post.valid_to else None,
    }
