"""What a distribution needs, as its metadata says it."""

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement


def closure(name: str, *extras: str) -> set[str]:
    """A distribution and all that it needs, by their normalised names."""
    found: set[str] = set()
    waiting = [(name, frozenset(extras))]
    while waiting:
        each, extras = waiting.pop()
        if each in found and not extras:
            continue
        found.add(each)
        waiting += [(normal(r.name), frozenset(r.extras)) for r in needed_by(each, extras)]
    return found


def needed_by(name: str, extras: frozenset[str]) -> list[Requirement]:
    try:
        wanted = [Requirement(text) for text in distribution(name).requires or ()]
    except PackageNotFoundError:  # for another system
        return []
    environments = [{"extra": extra} for extra in ("", *extras)]
    return [
        r for r in wanted if not r.marker or any(r.marker.evaluate(each) for each in environments)
    ]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
