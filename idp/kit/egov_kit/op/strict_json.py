"""JSON as signed documents need it: one object, every name once, no NaN."""

import json
from collections.abc import Mapping
from typing import NoReturn


def read_object(raw: bytes) -> Mapping[str, object]:
    """The object that ``raw`` holds; raises `ValueError` without quoting what was read."""
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        # The original error carries the whole document, which may be a token.
        raise ValueError("not strict JSON") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    # Two readers that pick different twins of one name would see two different tokens.
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)
