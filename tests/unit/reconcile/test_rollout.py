"""A change for many realms: in order, tried after each, and no further than where it does harm."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from egov_idp.reconcile import Change, Outcome
from egov_idp.reconcile.errors import Halted, Unreachable
from egov_idp.reconcile.origin import Origin
from egov_idp.reconcile.rollout import Members, roll_out

CHANGE = Change(
    kind="realm",
    object=("settings",),
    field=("ssoSessionIdleTimeout",),
    old=1,
    new=2,
    origin=Origin(why="declared"),
)


@dataclass
class Realm:
    """One that notes what is done to it."""

    tenant: str
    done: list[str]
    changes: tuple[Change, ...] = (CHANGE,)
    fails: str = ""

    def write(self) -> Outcome:
        self._do("write")
        return Outcome(tenant=self.tenant, done="changed", changes=self.changes)

    def check(self) -> None:
        self._do("check")

    def _do(self, what: str) -> None:
        self.done.append(f"{what} {self.tenant}")
        if self.fails == what:
            raise Unreachable("http://127.0.0.1:1")


@dataclass
class Shown:
    lines: list[str] = field(default_factory=list)

    def ring(self, name: str, tenants: Sequence[str]) -> None:
        self.lines.append(f"{name}: {' '.join(tenants)}")

    def written(self, outcome: Outcome) -> None:
        self.lines.append(str(outcome))

    def checked(self, tenant: str) -> None:
        self.lines.append(f"{tenant} checked")


def rings(done: list[str], **more: Realm) -> list[Members]:
    a, b, c = (more.get(name) or Realm(name, done) for name in "abc")
    return [Members(ring="first", realms=(a,)), Members(ring="rest", realms=(b, c))]


def halted(done: list[str], **more: Realm) -> str:
    with pytest.raises(Halted) as caught:
        roll_out(rings(done, **more), Shown())
    return str(caught.value)


def test_each_realm_is_tried_before_the_next_one_is_written() -> None:
    done: list[str] = []

    roll_out(rings(done), Shown())

    assert done == [f"{what} {name}" for name in "abc" for what in ("write", "check")]


def test_what_happens_is_told_as_it_happens() -> None:
    shown = Shown()

    roll_out(rings([]), shown)

    assert shown.lines[:4] == ["first: a", "a changed (1 change)", "a checked", "rest: b c"]


def test_nothing_is_touched_after_a_realm_whose_sign_in_fails() -> None:
    done: list[str] = []

    text = halted(done, a=Realm("a", done, fails="check"))

    assert done == ["write a", "check a"]
    assert "a: changed, and people cannot sign in" in text
    assert "not touched: b, c" in text


def test_nothing_is_touched_after_a_realm_that_is_not_written() -> None:
    done: list[str] = []

    text = halted(done, b=Realm("b", done, fails="write"))

    assert done == ["write a", "check a", "write b"]
    assert "changed, and people sign in: a\n" in text
    assert "./egov realm apply b a" in text


def test_a_realm_that_was_as_declared_is_not_called_changed() -> None:
    done: list[str] = []

    text = halted(done, a=Realm("a", done, changes=()), b=Realm("b", done, (), "check"))

    assert "b: people cannot sign in" in text
    assert "changed, and people sign in: none" in text
