"""Strategies for what may come from outside: anything at all, or something that is nearly right."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

TEXT = st.text(max_size=60)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)


@st.composite
def nearly(draw: st.DrawFn, good: Mapping[str, Any]) -> dict[str, Any]:
    """A good document with one to three of its members changed, left out, or put into others."""
    made = copy.deepcopy(dict(good))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(good)))
        how = draw(st.sampled_from(["leave out", "wrap", "copy", "other"]))
        if how == "leave out":
            made.pop(name, None)
        elif how == "wrap":
            made[name] = [made.get(name)]
        elif how == "copy":
            made[name] = made.get(draw(st.sampled_from(sorted(good))))
        else:
            made[name] = draw(JSON)
    return made


@st.composite
def bent(draw: st.DrawFn, good: bytes) -> bytes:
    """Good bytes with a few of them changed, doubled, or cut off."""
    made = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(made) - 1, 0)))
        piece = draw(st.binary(max_size=3))
        made[at : at + draw(st.integers(0, 3))] = piece
    return bytes(made[: draw(st.integers(0, len(made)))] if draw(st.booleans()) else made)


def written(document: object) -> bytes:
    """The document as JSON in UTF-8; lone surrogates stay escaped."""
    return json.dumps(document).encode("ascii")
