"""When two values of a realm mean the same.

Keycloak leaves out what is empty and returns sets in any order: nothing, an empty text and an empty
list are one, and a list of plain values has no order. A list of objects has one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Json = dict[str, Any]
Value: TypeAlias = Any
"""Anything JSON holds, or a `Secret`."""
Path = tuple[str, ...]

_FREE = frozenset({"attributes", "config"})


@dataclass(frozen=True)
class Secret:
    """Stands for a secret; two are equal if the secrets are. ``None``: nobody knows which."""

    digest: str | None

    def __str__(self) -> str:
        return f"(secret {self.digest[:8]})" if self.digest else "(secret)"


def plain(value: Value) -> Value:
    """The value as it is compared."""
    if isinstance(value, dict):
        pairs = ((name, plain(each)) for name, each in value.items())
        return {name: each for name, each in pairs if each is not None} or None
    if isinstance(value, list):
        return _plain_list(value)
    return None if value == "" else value


def differences(
    wanted: Value, found: Value, path: Path = ()
) -> Iterator[tuple[Path, Value, Value]]:
    """Path, found and wanted value of everything that is wanted otherwise than found.

    What only Keycloak says is no difference. An empty object that is wanted is: it says that
    nothing may be there.
    """
    if wanted == found:
        return
    if isinstance(wanted, dict) and wanted:
        there = found if isinstance(found, dict) else {}
        for name in wanted:
            yield from differences(wanted[name], there.get(name), (*path, name))
    elif (now := plain(found)) != (then := plain(wanted)):
        yield path, now, then


def withdrawn(
    applied: Value, wanted: Value, found: Value, path: Path = ()
) -> Iterator[tuple[Path, Value]]:
    """Path and found value of what was written once and is no longer wanted.

    Only where names are free, as in ``attributes`` and ``config``, does leaving one out say that it
    may not be there; any other field that is left out is Keycloak's own matter.
    """
    if not (isinstance(applied, dict) and isinstance(wanted, dict) and isinstance(found, dict)):
        return
    for name in applied:
        if name in wanted:
            yield from withdrawn(applied[name], wanted[name], found.get(name), (*path, name))
        elif path and path[-1] in _FREE and plain(found.get(name)) is not None:
            yield (*path, name), plain(found[name])


def at(value: Value, path: Path) -> Value:
    """What lies there; `None` if nothing does."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def patched(found: Json, wanted: Json, paths: Iterable[Path]) -> Json:
    """What was found, with what is wanted in these places, and everything else kept."""
    for path in paths:
        found = _put(found, wanted, path)
    return found


def _put(found: Value, wanted: Value, path: Path) -> Value:
    if not path:
        return wanted
    name, *below = path
    kept = found if isinstance(found, dict) else {}
    if isinstance(wanted, dict) and name in wanted:
        return {**kept, name: _put(kept.get(name), wanted[name], tuple(below))}
    return {key: value for key, value in kept.items() if key != name}


def _plain_list(value: list[Value]) -> list[Value] | None:
    if any(isinstance(each, dict) for each in value):
        return [plain(each) or {} for each in value]
    return sorted((each for each in value if each not in (None, "")), key=json.dumps) or None
