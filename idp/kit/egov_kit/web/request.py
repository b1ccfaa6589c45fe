"""A request as the kit reads it, whichever framework serves it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from egov_kit.drafts import Fields


@dataclass(frozen=True, kw_only=True, eq=False)
class Request:
    """One request, read once by the adapter of its framework.

    ``path`` is decoded, ``query`` as it was sent. ``find_header`` takes names in any case.
    ``endpoint`` is the framework's name of the view, `None` where there is none; ``arguments`` are
    those of its route. ``read_form`` reads the body, so it is called only where a form is needed.
    """

    method: str
    host: str | None
    path: str
    query: str
    find_header: Callable[[str], str | None]
    cookies: Mapping[str, str]
    endpoint: str | None
    arguments: Mapping[str, Any]
    read_form: Callable[[], Fields]

    @cached_property
    def args(self) -> Fields:
        """The query, decoded, in order; a name may come several times."""
        text = self.query.encode("latin-1", "replace").decode("utf-8", "replace")
        return tuple(parse_qsl(text, keep_blank_values=True))

    @cached_property
    def form(self) -> Fields:
        """The fields of the form that is sent."""
        return self.read_form()

    @cached_property
    def media_type(self) -> str:
        """What the body is said to be, in small letters, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """The value of a header, empty if it was not sent."""
        return self.find_header(name) or ""

    def has_header(self, name: str) -> bool:
        """Whether a header was sent."""
        return self.find_header(name) is not None

    def arg(self, name: str) -> str | None:
        """The first value of ``name`` in the query."""
        return first(self.args, name)


def first(fields: Fields, name: str) -> str | None:
    """The first value of a field."""
    return next((value for each, value in fields if each == name), None)
