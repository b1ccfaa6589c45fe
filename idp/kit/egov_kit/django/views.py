"""What the views of a Django project say of who may see them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from egov_kit.web.declarations import Declared


def list_views() -> tuple[Declared, ...]:
    """Every view that a path leads to, by the name Django gives it (``namespace:name``)."""
    return tuple(_below(get_resolver(), (), frozenset()))


def _below(
    resolver: Any,  # noqa: ANN401 # Django has no types
    spaces: tuple[str, ...],
    above: frozenset[str],
) -> Iterator[Declared]:
    for each in resolver.url_patterns:
        known = above | set(each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            space = (each.namespace,) if each.namespace else ()
            yield from _below(each, (*spaces, *space), known | set(each.default_kwargs))
        else:
            name = ":".join((*spaces, each.name or each.lookup_str))
            arguments = known | set(each.default_args)
            yield Declared(endpoint=name, view=each.callback, routes=(arguments,))
