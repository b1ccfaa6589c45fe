"""A name for what is another object in each request."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class _Proxy:
    """Stands for what ``find`` answers at the moment it is used."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[], object]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 # any attribute of any object
        return getattr(self._find(), name)

    def __eq__(self, other: object) -> bool:
        found = self._find()
        return bool(found == other)

    def __hash__(self) -> int:
        return hash(self._find())

    def __repr__(self) -> str:
        return repr(self._find())


def current(find: Callable[[], T]) -> T:
    """What ``find`` answers, asked anew at each use."""
    return cast(T, _Proxy(find))
