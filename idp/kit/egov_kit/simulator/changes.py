"""Documents with members changed or left out."""

from collections.abc import Mapping
from typing import Any


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"  # in the names of tests, which must be the same in every process


ABSENT: object = _Absent()
"""In place of a value: leave the member out."""

DOCUMENTS = (
    "discovery",
    "keys",
    "authorization",
    "token",
    "id_token",
    "access_token",
    "logout_token",
    "security_event",
    "userinfo",
    "introspection",
    "par",
)
"""What can be changed: answers, and the claims of each kind of token."""


def changed(fields: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``fields`` with ``changes``; `ABSENT` takes a member away."""
    merged = {**fields, **changes}
    return {name: value for name, value in merged.items() if value is not ABSENT}
