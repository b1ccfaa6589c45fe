"""What somebody changed by hand in a realm, each thing under a name that can be typed.

The name is made of the place and of what is there: another value there is another change. What can
only be taken back at once is one thing: a client that was removed and what lay in it, a flow and
what binds it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from egov_idp.realms.ignoring import Ignored
from egov_idp.reconcile.change import Change, short, shown
from egov_idp.reconcile.kinds.flows import Flow
from egov_idp.reconcile.live import LiveRealm
from egov_idp.reconcile.order import BY_NAME
from egov_idp.reconcile.origin import Edit
from egov_idp.reconcile.values import Json, Path, Secret, Value, plain

BY_HAND: Final = frozenset({"by hand", "removed by hand"})
_PLACE, _VALUE = 4, 6

_Object = tuple[str, Path]


@dataclass(frozen=True, kw_only=True)
class HandMade:
    """One thing in the realm of ``tenant``: ``head`` is what was done, ``changes`` undo it.

    ``flows`` has the steps of the flows that were bound by hand, or were changed where they were.
    """

    tenant: str
    head: Change
    changes: tuple[Change, ...]
    flows: Mapping[str, Value]

    @property
    def place(self) -> tuple[str, Path, Path]:
        """Kind, object, field."""
        return self.head.place

    @property
    def found(self) -> Value:
        """What is there now; `None` for what was removed."""
        return self.head.old

    @property
    def edit(self) -> Edit | None:
        """Who did it, if admin events tell."""
        return self.head.origin.edit

    @property
    def digest(self) -> str:
        """Another one for anything else that somebody does there."""
        return _digest([self.tenant, *self.place]) + _digest([plain(self.found), self.flows])

    @property
    def id(self) -> str:
        """As it is typed: ``3f9a-77b02e``, the place and what is there."""
        half = len(self.digest) // 2
        return f"{self.digest[:_PLACE]}-{self.digest[half : half + _VALUE]}"

    @property
    def what(self) -> str:
        """Declared → there now, in one line."""
        if self._is_other_flow:
            return f"flow {', '.join(self.flows)}: changed"
        kind, name, field = self.place
        where = f"{kind} {'/'.join(name)}"
        if self.head.makes or self.head.deletes:
            return f"{where}: {'removed' if self.head.makes else 'added'}"
        return f"{where}: {'.'.join(field)}: {short(self.head.new)} → {short(self.found)}"

    @property
    def _is_other_flow(self) -> bool:
        """Whether the declared one is missing because another one is in use."""
        return self.head.kind == Flow.name and bool(self.flows)

    def __str__(self) -> str:
        return f"{self.id} {self.what}" + (f" (by {self.edit})" if self.edit else "")

    def as_json(self) -> Json:
        """For programs; a secret is shown by a digest alone."""
        kind, name, field = self.place
        return {
            "id": self.id,
            "what": self.what,
            "kind": kind,
            "object": list(name),
            "field": list(field),
            "declared": shown(self.head.new),
            "found": dict(self.flows) if self._is_other_flow else shown(self.found),
            "edit": self.edit.as_json() if self.edit else None,
        }


@dataclass(frozen=True, kw_only=True)
class LetPass:
    """One that somebody decided to live with until a day."""

    made: HandMade
    ignored: Ignored

    def __str__(self) -> str:
        return f"{self.made}, {self.ignored}"

    def as_json(self) -> Json:
        """For programs."""
        said = self.ignored.model_dump(mode="json", include={"reason", "by", "since", "until"})
        return self.made.as_json() | {"ignored": said}


def hand_made(tenant: str, changes: Iterable[Change], live: LiveRealm) -> tuple[HandMade, ...]:
    """The things among these differences that somebody made by hand, in their order."""
    flows = {name: each for (name,), each in live.objects(Flow()).items()}
    return tuple(
        HandMade(
            tenant=tenant,
            head=_head(each),
            changes=tuple(each),
            flows={str(one.old): flows[one.old] for one in each if _names_one_of(one, flows)},
        )
        for each in _together(tuple(changes))
        if any(map(_is_by_hand, each))
    )


def is_about(id_: str, made: HandMade) -> bool:
    """Whether a typed name means that place, whatever is there."""
    return id_.partition("-")[0] == made.id.partition("-")[0]


def _is_by_hand(change: Change) -> bool:
    return change.origin.why in BY_HAND


def _head(changes: list[Change]) -> Change:
    """What lies in something comes after it."""
    by_hand = [each for each in changes if _is_by_hand(each)]
    return next((each for each in by_hand if each.makes), by_hand[0])


def _names_one_of(change: Change, flows: Mapping[str, Value]) -> bool:
    return isinstance(change.old, str) and change.old in flows


def _together(changes: tuple[Change, ...]) -> Iterator[list[Change]]:
    """The changes by what can be undone alone, in the order of the first of each."""
    missing = {(each.kind, each.object) for each in changes if each.makes and _is_by_hand(each)}
    groups: list[tuple[set[object], list[Change]]] = []
    for change in changes:
        ties: set[object] = {*_ties(change, missing)} or {change.place}
        meeting = [group for group in groups if group[0] & ties]
        groups = [group for group in groups if group not in meeting]
        all_ties = ties.union(*(group[0] for group in meeting))
        groups.append((all_ties, [*(one for group in meeting for one in group[1]), change]))
    order = {change.place: number for number, change in enumerate(changes)}
    for _, group in sorted(groups, key=lambda each: order[each[1][0].place]):
        yield group


def _ties(change: Change, missing: set[_Object]) -> set[_Object]:
    """Which missing objects must come back together with this."""
    kind, name = BY_NAME[change.kind], change.object
    if not change.makes:
        text = json.dumps(shown(change.new), ensure_ascii=False)
        return {each for each in missing if each[0] == Flow.name and f'"{each[1][0]}"' in text}
    holders = {(kind.part_of, name[:length]) for length in range(1, len(name))}
    if kind.always_there:  # roles that somebody holds, named by whoever does
        holders |= {each for each in missing if each[1][-1] in name}
    return (holders | {(change.kind, name)}) & missing


def _digest(value: Value) -> str:
    def exact(secret: Secret) -> str | None:
        return secret.digest

    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=exact)
    return hashlib.sha256(text.encode()).hexdigest()
