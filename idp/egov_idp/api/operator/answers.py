"""What the commands are told, as JSON; ``--json`` prints it as it is."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from egov_kit.grants import Grant, covers
from egov_ldap import Person, PostRecord, Unit

from egov_idp.audit import Record
from egov_idp.people import units as units_of_province
from egov_idp.policy.derive import Reason
from egov_idp.policy.rules import Names, Rule

Json = dict[str, Any]


def of_person(person: Person) -> Json:
    """Who somebody is, in short."""
    return {
        "username": person.username,
        "name": person.name,
        "staff_id": str(person.staff_id),
        "email": person.email,
        "status": person.status,
    }


def of_whole_person(
    person: Person,
    posts: Iterable[PostRecord],
    history: Iterable[Record],
    units: Mapping[str, Unit],
    titles: Names,
    on: date,
) -> Json:
    """Everything that is known of somebody; posts by their first day, the main one first."""
    in_order = sorted(posts, key=lambda each: (each.valid_from, each.acting, each.unit))
    return {
        **of_person(person),
        "aliases": list(person.mail_aliases),
        "posts": [of_post(each, units, titles, on) for each in in_order],
        "working_post": str(person.working_post) if person.working_post else None,
        "modules": list(person.modules),
        "grants": [str(each) for each in person.grants],
        "history": [of_record(each) for each in history],
    }


def of_post(post: PostRecord, units: Mapping[str, Unit], titles: Names, on: date) -> Json:
    """A post with the names of its unit and title."""
    unit = units.get(post.unit)
    return {
        "id": str(post.id),
        "unit": {"code": post.unit, "name": dict(unit.name) if unit else None},
        "title": {"code": post.title, "name": titles.get(post.title)},
        "acting": post.acting,
        "from": post.valid_from.isoformat(),
        "to": post.valid_to.isoformat() if post.valid_to else None,
        "today": post.holds_on(on),
    }


def of_grants(person: Person, reasons: Iterable[Reason], *, current: bool) -> Json:
    """What the directory says somebody may do, and for each grant by which posts and rules."""
    known = tuple(reasons)
    return {
        **of_person(person),
        "modules": list(person.modules),
        "grants": [_of_grant(each, known) for each in person.grants],
        # Another day or another rule since they were written; a refresh brings them up to date.
        "current": current,
    }


def of_unit(unit: Unit) -> Json:
    """A unit."""
    return dict(units_of_province.facts(unit))


def of_record(record: Record) -> Json:
    """A change as the audit has it."""
    return {
        "at": record.at.isoformat(),
        "actor": record.actor,
        "action": record.change.action,
        "before": dict(record.change.before),
        "after": dict(record.change.after),
        "state": record.state,
        "error": record.code or None,
    }


def _of_grant(grant: Grant, reasons: Iterable[Reason]) -> Json:
    return {
        "grant": str(grant),
        "because": [_of_reason(each) for each in reasons if _gives(each.grant, grant)],
    }


def _gives(given: Grant, grant: Grant) -> bool:
    """A grant below another one is folded into it."""
    same_right = (given.module, given.role) == (grant.module, grant.role)
    return same_right and covers(grant.unit, given.unit)


def _of_reason(reason: Reason) -> Json:
    post = reason.post
    return {
        "post": {"unit": post.unit, "title": post.title, "acting": post.acting},
        "instead_of": None if reason.grant.unit == post.unit else reason.grant.unit,
        "rule": _of_rule(reason.rule),
    }


def _of_rule(rule: Rule) -> Json:
    return {
        "titles": sorted(rule.titles),
        "unit_kinds": sorted(rule.units),
        "from": rule.start.isoformat() if rule.start else None,
        "until": rule.end.isoformat() if rule.end else None,
        "basis": rule.basis,
        "origin": rule.origin,
    }
