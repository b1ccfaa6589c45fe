"""From posts to grants: one pure function, used by the seed, the people API and every re-write.

A post counts on a day when it is held and its unit exists. Its title and the kind of its unit give
roles, at the code of the unit and at the codes of the units whose work came to it: those that have
ended and whose chain of successors leads to the unit or into what it covers, so that old dossiers
stay within reach. The code is the place: whoever reaches ``H17.08`` reaches ``H17.08.02``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from egov_kit.grants import Grant, Post, covers
from egov_ldap import PostRecord, Unit
from egov_ldap.entries import main_first

from egov_idp.policy.errors import PostUnitUnknown, TooManyGrants
from egov_idp.policy.rules import Rule

MOST_GRANTS = 60
"""What a person's token may carry; more is a mistake in posts or rules."""


@dataclass(frozen=True, kw_only=True)
class Grants:
    """What somebody holds on one day.

    ``posts``: the main post first, then by unit. ``modules``: those named in ``grants``.
    """

    posts: tuple[Post, ...]
    grants: tuple[Grant, ...]
    modules: tuple[str, ...]

    def working_post(self, chosen: UUID | None) -> UUID | None:
        """``chosen`` while it is held, else the main post, else the first, else none."""
        held = [post.id for post in self.posts]
        return chosen if chosen in held else next(iter(held), None)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why somebody holds ``grant``: ``rule`` gives it to who holds ``post``.

    The grant is at the post's unit, or at one whose work came to it.
    """

    grant: Grant
    post: PostRecord
    rule: Rule


def derive(
    posts: Iterable[PostRecord], units: Iterable[Unit], rules: Iterable[Rule], on: date
) -> Grants:
    """What the holder of ``posts`` may do on the day ``on``.

    ``posts`` are those of one person, past and future ones too; ``units`` all units of the tenant.
    Raises `PostUnitUnknown` and `TooManyGrants`.
    """
    known = tuple(units)
    held = _held(posts, known, on)
    given = (reason.grant for reason in reasons(held, known, rules, on))
    grants = tuple(sorted(folded(given), key=str))
    if len(grants) > MOST_GRANTS:
        raise TooManyGrants(len(grants), MOST_GRANTS)
    return Grants(
        posts=tuple(sorted((post.ref for post in held), key=main_first)),
        grants=grants,
        modules=tuple(sorted({grant.module for grant in grants})),
    )


def reasons(
    posts: Iterable[PostRecord], units: Iterable[Unit], rules: Iterable[Rule], on: date
) -> list[Reason]:
    """Every way in which the holder of ``posts`` comes to a grant; takes what `derive` takes."""
    known = {unit.code: unit for unit in units}
    in_force = [rule for rule in rules if rule.holds_on(on)]
    held = _held(posts, known.values(), on)
    return [reason for post in held for reason in _given(post, known, in_force, on)]


def folded(grants: Iterable[Grant]) -> Iterator[Grant]:
    """The fewest grants with the same reach: what a higher unit covers is left out."""
    by_right: dict[tuple[str, str], set[str]] = {}
    for grant in grants:
        by_right.setdefault((grant.module, grant.role), set()).add(grant.unit)
    for (module, role), codes in by_right.items():
        for code in codes:
            if not any(covers(other, code) for other in codes - {code}):
                yield Grant(module=module, role=role, unit=code)


def _held(posts: Iterable[PostRecord], units: Iterable[Unit], on: date) -> list[PostRecord]:
    known = {unit.code: unit for unit in units}
    return [post for post in posts if _counts(post, known, on)]


def _counts(post: PostRecord, units: Mapping[str, Unit], on: date) -> bool:
    if post.unit not in units:
        raise PostUnitUnknown(post.id, post.unit)
    return post.holds_on(on) and units[post.unit].holds_on(on)


def _given(
    post: PostRecord, units: Mapping[str, Unit], rules: Iterable[Rule], on: date
) -> Iterator[Reason]:
    kind = units[post.unit].kind
    places = [post.unit, *_predecessors(post.unit, units, on)]
    for rule in rules:
        if post.title in rule.titles and kind in rule.units:
            for place in places:
                grant = Grant(module=rule.module, role=rule.role, unit=place)
                yield Reason(grant=grant, post=post, rule=rule)


def _predecessors(code: str, units: Mapping[str, Unit], on: date) -> Iterator[str]:
    """Ended units whose chain of successors leads to ``code`` or into what it covers."""
    reached = {code}
    while found := {
        unit.code
        for unit in units.values()
        if unit.code not in reached and unit.ended_before(on) and _leads_into(unit, reached)
    }:
        reached |= found
        yield from sorted(found)


def _leads_into(unit: Unit, reached: Iterable[str]) -> bool:
    return any(covers(place, heir) for place in reached for heir in unit.successors)
