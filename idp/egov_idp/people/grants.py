"""What the directory says somebody may do: derived from posts and rules, written in one change."""

from dataclasses import replace
from datetime import date

from egov_ldap import Person, PostRecord

from egov_idp.audit import Change, Facts
from egov_idp.people.province import Province
from egov_idp.policy import derive
from egov_idp.policy.derive import Grants, Reason


def derived(province: Province, posts: list[PostRecord], on: date) -> Grants:
    """What the holder of ``posts`` may do on the day ``on``."""
    return derive.derive(posts, province.directory.list_units(), province.policy.rules, on)


def derived_of(province: Province, person: Person, on: date) -> Grants:
    """What ``person`` may do on the day ``on``; whoever has left, nothing, also on the last day."""
    left = person.status == "left"
    posts = [] if left else province.directory.list_posts(holder=person.staff_id)
    return derived(province, posts, on)


def explain(province: Province, person: Person, on: date) -> list[Reason]:
    """Every way in which ``person`` comes to a grant on the day ``on``."""
    posts = province.directory.list_posts(holder=person.staff_id)
    units = province.directory.list_units()
    return derive.reasons(posts, units, province.policy.rules, on)


def are_current(person: Person, held: Grants) -> bool:
    """Whether the person's entry says what was derived."""
    return with_grants(person, held) == person


def with_grants(person: Person, held: Grants) -> Person:
    """The same person with what was derived."""
    return replace(
        person,
        posts=held.posts,
        grants=held.grants,
        modules=held.modules,
        working_post=held.working_post(person.working_post),
    )


def write(province: Province, person: Person, held: Grants) -> None:
    """Write what was derived, if the person's entry says something else."""
    if not are_current(person, held):
        province.directory.set_grants(
            person.staff_id,
            posts=held.posts,
            grants=held.grants,
            modules=held.modules,
            working_post=held.working_post(person.working_post),
        )


def bring_up_to_date(province: Province, actor: str, person: Person, on: date) -> bool:
    """Derive one person's grants anew; whether they changed. Hold ``changing`` meanwhile."""
    held = derived_of(province, person, on)
    if are_current(person, held):
        return False
    change = Change(
        action="person.grants",
        subject=str(person.staff_id),
        before=facts(person),
        after=facts(held),
    )
    with province.audit.noted(actor, change):
        write(province, person, held)
    return True


def refresh(province: Province, actor: str, on: date) -> list[Person]:
    """Derive everybody's grants anew; answers those whose grants changed, as they were before.

    Posts begin and end by their dates, and rules change.
    """
    with province.changing:
        return [
            person
            for person in province.directory.list_people()
            if bring_up_to_date(province, actor, person, on)
        ]


def facts(held: Grants | Person) -> Facts:
    """Posts and grants as a record of the audit has them."""
    return {"posts": [str(each) for each in held.posts], "grants": [str(g) for g in held.grants]}
