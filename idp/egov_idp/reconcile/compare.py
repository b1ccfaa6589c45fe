"""What is to be done to a realm, seen three ways: declared, applied last, there now.

Nothing is asked and nothing is done here.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from egov_idp.realms.emergency import Held
from egov_idp.reconcile.change import Change, Foreign, shown
from egov_idp.reconcile.declared import Declared, Source, baseline
from egov_idp.reconcile.hand_made import LetPass, hand_made
from egov_idp.reconcile.kind import Kind, Objects
from egov_idp.reconcile.kinds import flows
from egov_idp.reconcile.live import LiveRealm
from egov_idp.reconcile.order import BY_NAME, KINDS
from egov_idp.reconcile.origin import Origin
from egov_idp.reconcile.values import Json, Path, Value, at, differences, plain, withdrawn

_BY_HAND = Origin(why="by hand")
_NO_LONGER = Origin(why="no longer declared")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What differs, in the order in which it is written, and what is not ours.

    ``settled`` is what is declared, its flows under names that are free in the realm. ``let_pass``
    is what somebody made by hand and is to be left; it is not among the changes.
    """

    declared: Declared
    settled: Declared
    live: LiveRealm
    changes: tuple[Change, ...]
    foreign: tuple[Foreign, ...]
    let_pass: tuple[LetPass, ...] = ()

    @property
    def tenant(self) -> str:
        """Name of the realm."""
        return self.declared.tenant

    def only(self, wanted: Callable[[Change], bool]) -> "Plan":
        """The same with those changes alone."""
        return replace(self, changes=tuple(each for each in self.changes if wanted(each)))

    def letting_pass(self, now: datetime) -> "Plan":
        """The same without what is declared to be left at that moment."""
        ignored = {each.change: each for each in self.declared.ignored if each.counts(now)}
        if not ignored:
            return self
        urgent = self.declared.urgent
        let_pass = tuple(
            LetPass(made=made, ignored=ignored[made.digest])
            for made in hand_made(self.tenant, self.changes, self.live)
            if made.digest in ignored and not urgent & {each.place for each in made.changes}
        )
        left = {change.place for each in let_pass for change in each.made.changes}
        return replace(self.only(lambda change: change.place not in left), let_pass=let_pass)

    def as_json(self) -> Json:
        """For programs; no secret is in it."""
        return {
            "tenant": self.tenant,
            "changes": [change.as_json() for change in self.changes],
            "ignored": [each.as_json() for each in self.let_pass],
            "foreign": [foreign.as_json() for foreign in self.foreign],
        }


def compare(declared: Declared, live: LiveRealm, now: datetime) -> Plan:
    """All differences of that realm; what is to go comes last, what it stands in before it."""
    settled = declared.settled(live.representation)
    held = [each for each in declared.held if _can_be(each, live)]
    places = {each.place for each in held}
    changes: list[Change] = []
    going: list[Change] = []
    foreign: list[Foreign] = []
    for kind in KINDS:
        wanted, found = settled.objects(kind), live.objects(kind)
        applied = live.ledger.objects(kind)
        ordinary = changes_of(kind.name, wanted, found, applied, settled.source)
        changes += (change for change in ordinary if change.place not in places)
        changes += _held(kind.name, found, held)
        for name in sorted(found.keys() - wanted.keys()):
            if origin := _why_it_goes(kind, name, found[name], settled, live):
                going.append(_deletion(kind, name, found[name], origin))
            elif not kind.is_stock(name, found[name]):
                foreign.append(Foreign(kind=kind.name, object=name))
    going += _old_flows(settled, live, now)
    return Plan(
        declared=declared,
        settled=settled,
        live=live,
        changes=(*_of_moved_flows(changes, declared, settled), *_without_parts(going)),
        foreign=tuple(foreign),
    )


def changes_of(
    kind: str,
    wanted: Objects,
    found: Objects,
    applied: Objects | None = None,
    source: Source = baseline,
) -> Iterator[Change]:
    """What is to become of the declared objects of one kind."""
    for name, each in wanted.items():
        there, last = found.get(name), (applied or {}).get(name)
        for field, old, new, origin in _fields(each, there, last):
            if origin.why in ("declared", "removed by hand"):
                origin = replace(origin, source=source(kind, name, field))
            yield Change(kind=kind, object=name, field=field, old=old, new=new, origin=origin)


def _fields(
    wanted: Json, found: Json | None, applied: Json | None
) -> Iterator[tuple[Path, Value, Value, Origin]]:
    if found is None:
        yield (), None, wanted, Origin(why="removed by hand" if applied else "declared")
        return
    for field, old, new in differences(wanted, found):
        touched = bool(applied) and plain(at(applied, field)) != old
        yield field, old, new, _BY_HAND if touched else Origin(why="declared")
    for field, old in withdrawn(applied, wanted, found):
        touched = plain(at(applied, field)) != old
        yield field, old, None, _BY_HAND if touched else _NO_LONGER


def _held(kind: str, found: Objects, held: Iterable[Held]) -> Iterator[Change]:
    """What has to be so in objects of one kind, whoever made them."""
    for each in held:
        of, name, field = each.place
        if of == kind and (old := plain(at(found[name], field))) != each.value:
            origin = Origin(why="declared", source=each.source)
            yield Change(
                kind=kind, object=name, field=field, old=old, new=each.value, origin=origin
            )


def _can_be(held: Held, live: LiveRealm) -> bool:
    """Whether it is still there: an object that others made, or the flow that was bound."""
    kind, name, _field = held.place
    aliases = flows.names(live.representation)
    there = not isinstance(held.value, str) or held.value in aliases
    return there and name in live.objects(BY_NAME[kind])


def _why_it_goes(
    kind: Kind, name: Path, found: Json, declared: Declared, live: LiveRealm
) -> Origin | None:
    """Only what we made ourselves goes, and what makes a declared object another one."""
    ours = live.ledger.holds(kind, name)
    if kind.is_part(name, declared.document):
        return _NO_LONGER if ours or live.ledger.is_empty else _BY_HAND
    return _NO_LONGER if ours and kind.removable and not kind.is_stock(name, found) else None


def _deletion(kind: Kind, name: Path, found: Json, origin: Origin) -> Change:
    return Change(kind=kind.name, object=name, field=(), old=found, new=None, origin=origin)


def _without_parts(going: list[Change]) -> list[Change]:
    """Last made, first gone; what lies in something that goes is not named beside it."""
    gone = {(each.kind, each.object) for each in going}

    def goes_with_another(change: Change) -> bool:
        holder, name = BY_NAME[change.kind].part_of, change.object
        return any((holder, name[:length]) in gone for length in range(len(name)))

    return [change for change in reversed(going) if not goes_with_another(change)]


def _old_flows(declared: Declared, live: LiveRealm, now: datetime) -> Iterator[Change]:
    """Flows of ours that nobody can be half way through any more."""
    kind = flows.Flow()
    found = kind.objects(live.representation)
    longest = timedelta(seconds=live.representation["accessCodeLifespanLogin"])
    for alias, since in sorted(live.ledger.unbound.items()):
        over = now - since >= longest and not flows.is_used(alias, live.representation)
        if over and (alias,) in found.keys() - kind.objects(declared.document).keys():
            yield _deletion(kind, (alias,), found[alias,], _NO_LONGER)


def _of_moved_flows(changes: list[Change], declared: Declared, settled: Declared) -> list[Change]:
    """A flow that was changed by hand is built under another name: that is the hand's doing."""
    moved = flows.names(settled.document) - flows.names(declared.document)
    return [
        replace(each, origin=_BY_HAND)
        if any(f'"{name}"' in _text(each) for name in moved)
        else each
        for each in changes
    ]


def _text(change: Change) -> str:
    return json.dumps([change.object, shown(change.new)], ensure_ascii=False)
