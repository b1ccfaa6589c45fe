"""Whatever somebody wrote into a realm by hand, a rule finds it or does not, and never fails."""

from collections.abc import Iterator
from typing import Any

from egov_idp.lint import all_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support._rendered import realm, rendered

Place = tuple[Any, str | int]

ODD = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "*", "+", "https://[", "http://a:b", "{}", "[1]", "9" * 30, "١"]),
)


def texts(there: Any) -> Iterator[Place]:  # noqa: ANN401 - any JSON
    """Every text in it: what holds it, and under which key."""
    parts = there.items() if isinstance(there, dict) else enumerate(there)
    for key, value in parts:
        if isinstance(value, str) and not str(key).endswith("Flow"):
            yield there, key
        elif isinstance(value, dict | list):
            yield from texts(value)


PLACES = len(list(texts(rendered())))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, PLACES - 1), ODD), min_size=1, max_size=8))
def test_no_rule_fails(changes: list[tuple[int, str]]) -> None:
    document = rendered()
    places = list(texts(document))
    for number, text in changes:
        holder, key = places[number]
        holder[key] = text
    examined = realm(document)

    for rule in all_rules():
        assert all(str(each) for each in rule.find(examined))
