"""Entries as LDIF text (RFC 2849), for loading with ``slapadd``."""

from base64 import b64encode
from collections.abc import Iterable, Mapping

Attributes = Mapping[str, Iterable[str]]


def entry(dn: str, attributes: Attributes) -> str:
    """One entry with a blank line behind it; attributes without values are left out."""
    lines = [_line("dn", dn)]
    lines += [_line(name, value) for name, values in attributes.items() for value in values]
    return "\n".join(lines) + "\n\n"


def _line(name: str, value: str) -> str:
    """Base64 throughout for whatever is not plain: no value can start another line."""
    plain = value.isascii() and value.isprintable() and value == value.strip()
    if plain and not value.startswith((":", "<")):
        return f"{name}: {value}"
    return f"{name}:: {b64encode(value.encode()).decode('ascii')}"
