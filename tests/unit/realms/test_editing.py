"""One value of a YAML file is changed, and every other letter stays."""

import copy
from typing import Any

import pytest
import yaml
from egov_idp.realms.editing import put
from egov_idp.realms.errors import EditRefused
from egov_idp.realms.spec import REALMS
from hypothesis import given
from hypothesis import strategies as st

HEAD = "# Tỉnh Thử\nname: { vi: Tỉnh Thử, en: Trial } # both\n\nunit: H99 # verified: false\n"


@pytest.mark.parametrize(
    ("text", "key", "value", "then"),
    [
        (HEAD, ("unit",), "H98", HEAD.replace("H99", "H98")),
        (HEAD, ("name", "en"), "Second", HEAD.replace("Trial", "Second")),
        (HEAD, ("sessions", "longest_hours"), 8, f"{HEAD}sessions:\n  longest_hours: 8\n"),
        (
            "sessions:\n  idle_minutes: 9 # short\n\n# events\nevents: {}\n",
            ("sessions", "longest_hours"),
            8,
            "sessions:\n  idle_minutes: 9 # short\n  longest_hours: 8\n\n# events\nevents: {}\n",
        ),
        (
            "sessions:\n    idle_minutes: 9",
            ("sessions", "longest_hours"),
            8,
            "sessions:\n    idle_minutes: 9\n    longest_hours: 8\n",
        ),
        ("a: { b: 1 } # why\n", ("a", "c"), 2, "a: { b: 1, c: 2 } # why\n"),
        ("a: {b: 1}\n", ("a", "c"), 2, "a: {b: 1, c: 2}\n"),
        ("a: {} # none\n", ("a", "c"), 2, "a: { c: 2 } # none\n"),
        ("a: { b: 1, }\n", ("a", "c", "d"), 2, "a: { b: 1, c: { d: 2 } }\n"),
        ("a: # nothing yet\nb: 1\n", ("a", "c"), 2, "a: { c: 2 } # nothing yet\nb: 1\n"),
        ("l: [vi, en] # order\nb: 1\n", ("l",), ["en"], "l: [en] # order\nb: 1\n"),
        ("l:\n  - vi\n  - en # two\nb: 1\n", ("l",), ["en"], "l: [en] # two\nb: 1\n"),
        ("t: |\n  one\n  two\n\nb: 1\n", ("c",), 2, "t: |\n  one\n  two\n\nb: 1\nc: 2\n"),
        ("s:\n  t: |\n    one\nb: 1\n", ("s", "c"), 2, "s:\n  t: |\n    one\n  c: 2\nb: 1\n"),
        ("a: 'single' # quoted\n", ("a",), "yes", "a: 'yes' # quoted\n"),
        ("# only a comment\n", ("a", "b"), True, "# only a comment\na:\n  b: true\n"),
        ("", ("a",), None, "a: null\n"),
        ("a: 1\n", ("a",), "x\x85y", 'a: "x\\Ny"\n'),
        ("a: 1\n", ("a",), "x\u2028y", 'a: "x\\Ly"\n'),
        ("a: 1\r\nb: 2\r\n", ("b",), 3, "a: 1\r\nb: 3\r\n"),
    ],
)
def test_only_that_value_is_another(text: str, key: tuple[str, ...], value: Any, then: str) -> None:  # noqa: ANN401
    assert put(text, key, value) == then


@pytest.mark.parametrize(
    "text",
    ["a: &x { b: 1 }\nc: *x\n", "- a list\n", "a: [unclosed\n", "a: &x\n  b: 1\nc:\n  <<: *x\n"],
    ids=["alias", "list", "no YAML", "merge"],
)
def test_what_cannot_be_changed_like_this_is_told(text: str) -> None:
    with pytest.raises(EditRefused):
        put(text, ("a", "b"), 2)


VALUES = st.one_of(
    st.integers(-99, 99),
    st.booleans(),
    st.none(),
    st.text(max_size=12),
    st.lists(st.text(max_size=5), max_size=3),
)
KEYS = st.lists(st.sampled_from(["a", "b", "name", "on", "1", "é"]), min_size=1, max_size=3)
WRITTEN = st.recursive(
    VALUES, lambda below: st.dictionaries(st.sampled_from(["a", "b", "name"]), below), max_leaves=8
)
FILES = st.dictionaries(st.sampled_from(["a", "b", "c"]), WRITTEN)
STYLES = st.sampled_from([None, True, False])


@given(FILES, STYLES, KEYS, VALUES)
def test_value_is_read_where_it_was_put_and_everything_else_as_before(
    said: dict[str, Any],
    style: bool | None,
    key: list[str],
    value: Any,  # noqa: ANN401
) -> None:
    text = yaml.safe_dump(said, default_flow_style=style, sort_keys=False)

    if stands_in_a_value(said, key):
        with pytest.raises(EditRefused):
            put(text, tuple(key), value)
    else:
        assert yaml.safe_load(put(text, tuple(key), value)) == changed(said, key, value)


@pytest.mark.parametrize("path", sorted(REALMS.glob("*.yaml")), ids=lambda path: str(path.stem))
def test_file_of_the_checkout_loses_no_line(path: Any) -> None:  # noqa: ANN401
    before = path.read_text(encoding="utf-8")

    after = put(before, ("sessions", "longest_hours"), 8)

    lost = [line for line in before.splitlines() if line not in after.splitlines()]
    assert lost in ([], ["  longest_hours: 10"])
    assert len(after.splitlines()) - len(before.splitlines()) in (0, 2)


def stands_in_a_value(said: dict[str, Any], key: list[str]) -> bool:
    above: Any = said
    for name in key[:-1]:
        above = above.get(name)
        if not isinstance(above, dict):
            return above is not None
    return False


def changed(said: dict[str, Any], key: list[str], value: object) -> dict[str, Any]:
    result = copy.deepcopy(said)
    there = result
    for name in key[:-1]:
        if there.get(name) is None:
            there[name] = {}
        there = there[name]
    there[key[-1]] = value
    return result
