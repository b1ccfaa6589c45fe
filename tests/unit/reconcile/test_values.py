"""When two values of a realm mean the same, and what puts one in the other's place."""

from typing import Any

from egov_idp.reconcile.change import Change
from egov_idp.reconcile.compare import changes_of
from egov_idp.reconcile.kind import Objects
from egov_idp.reconcile.origin import Origin
from egov_idp.reconcile.values import Secret, differences, patched, plain, withdrawn
from hypothesis import given
from hypothesis import strategies as st

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
values = st.recursive(
    scalars | st.lists(st.text(max_size=3)),
    lambda inner: (
        st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.lists(st.dictionaries(st.text(max_size=3), inner, max_size=2), min_size=1, max_size=2)
    ),
    max_leaves=8,
)
trees = st.dictionaries(st.text(max_size=3), values, max_size=4)
objects = st.dictionaries(st.tuples(st.sampled_from("abc")), trees, max_size=3)


@given(values)
def test_nothing_differs_from_itself(value: Any) -> None:  # noqa: ANN401 - any JSON
    assert list(differences(value, value)) == []


@given(trees, trees)
def test_what_is_patched_is_all_that_was_wanted(found: Any, wanted: Any) -> None:  # noqa: ANN401
    paths = [path for path, _, _ in differences(wanted, found)]

    assert list(differences(wanted, patched(found, wanted, paths))) == []


@given(trees, trees)
def test_patching_keeps_what_nobody_declared(found: Any, wanted: Any) -> None:  # noqa: ANN401
    wanted = wanted or {"": 1}
    paths = [path for path, _, _ in differences(wanted, found)]

    kept = patched(found, wanted, paths)

    undeclared = found.keys() - wanted.keys()
    assert {name: kept[name] for name in undeclared} == {name: found[name] for name in undeclared}


def test_what_was_written_once_and_is_no_longer_wanted_is_withdrawn_where_names_are_free() -> None:
    applied = {"attributes": {"a": "1", "b": "2"}, "name": "x"}
    wanted = {"attributes": {"a": "1"}}
    found = {"attributes": {"a": "1", "b": "2", "c": "by hand"}, "name": "x"}

    assert list(withdrawn(applied, wanted, found)) == [(("attributes", "b"), "2")]
    assert patched(found, wanted, [("attributes", "b")])["attributes"] == {"a": "1", "c": "by hand"}


@given(st.lists(st.text(max_size=3)))
def test_a_list_of_names_has_no_order(names: list[str]) -> None:
    assert plain(names) == plain(names[::-1])


def test_a_list_of_objects_has_an_order() -> None:
    assert plain([{"a": 1}, {"b": 1}]) != plain([{"b": 1}, {"a": 1}])


def test_nothing_an_empty_text_and_an_empty_list_are_one() -> None:
    for empty in (None, "", [], {}):
        assert list(differences({"field": empty}, {})) == []


def test_an_empty_object_says_that_nothing_may_be_there() -> None:
    assert list(differences({"overrides": {}}, {"overrides": {"browser": "1"}})) == [
        (("overrides",), {"browser": "1"}, None)
    ]


def test_false_is_not_nothing() -> None:
    assert list(differences({"enabled": False}, {})) == [(("enabled",), None, False)]


def test_what_only_keycloak_says_is_no_difference() -> None:
    assert list(differences({"name": "a"}, {"name": "a", "id": "1"})) == []


@given(objects, objects)
def test_changes_that_are_made_leave_no_difference(wanted: Objects, found: Objects) -> None:
    changes = list(changes_of("thing", wanted, found))

    made = _made(wanted, found, changes)

    assert list(changes_of("thing", wanted, made)) == []


@given(objects)
def test_objects_do_not_differ_from_themselves(wanted: Objects) -> None:
    assert list(changes_of("thing", wanted, wanted)) == []


def test_no_secret_is_shown() -> None:
    change = Change(
        kind="component",
        object=("directory",),
        field=("bindCredential",),
        old=Secret(None),
        new=Secret("0123456789abcdef"),
        origin=Origin(why="declared", source="baseline"),
    )

    assert str(change) == (
        "component directory: bindCredential: (secret) → (secret 01234567) (baseline)"
    )
    assert change.as_json()["new"] == "(secret 01234567)"


def _made(wanted: Objects, found: Objects, changes: list[Change]) -> Objects:
    made = dict(found)
    for change in changes:
        there = made.get(change.object, {})
        made[change.object] = patched(there, wanted[change.object], [change.field]) or {}
    return made
