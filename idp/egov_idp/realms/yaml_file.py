"""A YAML file of ``realms/``: what it says, and in which line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from egov_idp.realms.errors import Mistake, RealmInvalid

Key = tuple[str | int, ...]
"""Where something stands: the keys, and the places in lists, that lead to it."""


@dataclass(frozen=True, kw_only=True)
class YamlFile:
    """``lines`` has every key and every element of a list, counted from 1."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[Key, int]

    def mistake(self, key: Key, text: str) -> Mistake:
        """A mistake at that key, or where it is missing at what it would stand in."""
        lines = (self.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.lines)
        return Mistake(path=self.path, line=next(lines, None), text=text)


def read(path: Path) -> YamlFile:
    """What the file says; raises `RealmInvalid`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RealmInvalid(Mistake(path=path, text=f"cannot be read: {error}")) from error
    return parse(path, text)


def parse(path: Path, text: str) -> YamlFile:
    """What a file of that text would say; raises `RealmInvalid`."""
    try:
        loader = yaml.SafeLoader(text)
    except yaml.YAMLError as error:
        raise RealmInvalid(Mistake(path=path, text=f"cannot be read: {error}")) from error
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise RealmInvalid(Mistake(path=path, text="keys and values are expected"))
        lines = _lines(path, root)
        return YamlFile(path=path, values=loader.construct_document(root), lines=lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise RealmInvalid(
            Mistake(path=path, line=line, text=f"no YAML: {error.problem}")
        ) from error
    except ValueError as error:  # a day that no calendar has
        raise RealmInvalid(Mistake(path=path, text=f"cannot be read: {error}")) from error
    finally:
        loader.dispose()


def _lines(path: Path, root: yaml.MappingNode) -> dict[Key, int]:
    lines: dict[Key, int] = {}
    for key, node in _below(root, (), ()):
        line = node.start_mark.line + 1
        if key in lines:
            first = f"{key[-1]}: given twice, first in line {lines[key]}"
            raise RealmInvalid(Mistake(path=path, line=line, text=first))
        lines[key] = line
    return lines


def _below(node: yaml.Node, at: Key, above: tuple[yaml.Node, ...]) -> Iterator[tuple[Key, Any]]:
    if node in above:
        raise yaml.constructor.ConstructorError(
            None, None, "an alias stands inside what it names", node.start_mark
        )
    if isinstance(node, yaml.MappingNode):
        parts = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        parts = [(place, value, value) for place, value in enumerate(node.value)]
    else:
        return
    for name, written, value in parts:
        yield (*at, name), written
        yield from _below(value, (*at, name), (*above, node))
