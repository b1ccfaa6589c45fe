"""Entries as LDIF text (RFC 2849), for loading with ``slapadd``; and our own templates, read."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping

Attributes = Mapping[str, Iterable[str]]


def entry(dn: str, attributes: Attributes) -> str:
    """One entry with a blank line behind it; attributes without values are left out."""
    lines = [_line("dn", dn)]
    lines += [_line(name, value) for name, values in attributes.items() for value in values]
    return "\n".join(lines) + "\n\n"


def read(text: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Name and attributes of each entry of one of our templates: plain values, comments."""
    lines = (line for line in text.replace("\n ", "").splitlines() if not line.startswith("#"))
    for block in "\n".join(lines).split("\n\n"):
        found: dict[str, list[str]] = {}
        for line in filter(None, block.splitlines()):
            name, _, value = line.partition(": ")
            found.setdefault(name, []).append(value)
        if found:
            yield found.pop("dn")[0], found


def _line(name: str, value: str) -> str:
    """Base64 throughout for whatever is not plain: no value can start another line."""
    plain = value.isascii() and value.isprintable() and value == value.strip()
    if plain and not value.startswith((":", "<")):
        return f"{name}: {value}"
    return f"{name}:: {b64encode(value.encode()).decode('ascii')}"
