"""Writes one value into a YAML file and leaves every other letter of it as it is.

A library that reads and writes the whole file would set spaces, quotes and line breaks anew in
lines that nobody changed. Here only the text of that one value is another, or one line more.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from egov_idp.realms.errors import EditRefused

_INDENT = 2


def put(text: str, key: tuple[str, ...], value: object) -> str:
    """The text with ``value`` at ``key``, a new key at the end of what it belongs to.

    ``value`` is what JSON knows. Raises `EditRefused` where the text cannot be changed like this,
    such as through an alias, or below what is no section.
    """
    try:
        edited = _put(text, key, value)
        if yaml.safe_load(edited) == _with(yaml.safe_load(text), key, value):
            return edited
    except yaml.YAMLError as error:
        raise EditRefused(key, str(error)) from error
    raise EditRefused(key, "what it stands in is written in a form that is not known here")


def _put(text: str, key: tuple[str, ...], value: object) -> str:
    node = yaml.compose(text, yaml.SafeLoader)
    if node is None:
        return _appended(text, _block(key, value, 0))
    for depth, name in enumerate(key):
        if _is_empty(node):
            return _replaced(text, node, _flow(_nested(key[depth:], value)))
        if not isinstance(node, yaml.MappingNode):
            raise EditRefused(key, f"{'.'.join(key[:depth]) or 'the file'} is no section")
        found = next((pair for pair in node.value if pair[0].value == name), None)
        if found is None:
            return _added(text, node, key[depth:], value)
        above, node = found
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return _in_one_line(text, above, node, value)
    return _replaced(text, node, _flow(value))


def _is_empty(node: yaml.Node) -> bool:
    return str(node.tag) == "tag:yaml.org,2002:null"


def _replaced(text: str, node: yaml.Node, new: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    before = text[:start] if start == 0 or text[start - 1].isspace() else f"{text[:start]} "
    return before + new + text[end:]


def _in_one_line(text: str, key: yaml.Node, node: yaml.CollectionNode, value: object) -> str:
    """In place of a list or a section that was written over several lines."""
    return f"{text[: key.end_mark.index]}: {_flow(value)}{text[_end(text, node) :]}"


def _added(text: str, node: yaml.MappingNode, key: tuple[str, ...], value: object) -> str:
    if node.flow_style:
        return _added_in_braces(text, node, _flow(_nested(key, value))[1:-1].strip())
    column = node.start_mark.column
    end = text.find("\n", _end(text, node))
    head, tail = (text, "") if end < 0 else (text[:end], text[end:].removeprefix("\n"))
    return _appended(head, _block(key, value, column)) + tail


def _added_in_braces(text: str, node: yaml.MappingNode, new: str) -> str:
    close = node.end_mark.index - 1
    inside = text[node.start_mark.index + 1 : close]
    if not node.value:
        return f"{text[: node.start_mark.index + 1]} {new} {text[close:]}"
    kept = text[:close].rstrip()
    room = text[len(kept) : close]
    comma = "" if kept.endswith(",") and inside.strip() else ","
    return f"{kept}{comma} {new}{room}{text[close:]}"


def _end(text: str, node: yaml.Node) -> int:
    """Where its last letter is; PyYAML ends what is over several lines where the next begins."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return _end(text, node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return _end(text, node.value[-1])
    return len(text[: node.end_mark.index].rstrip())


def _appended(text: str, lines: str) -> str:
    return f"{text}\n{lines}" if text and not text.endswith("\n") else text + lines


def _block(key: tuple[str, ...], value: object, column: int) -> str:
    lines = [f"{' ' * (column + _INDENT * n)}{_flow(name)}:" for n, name in enumerate(key)]
    return "\n".join(lines) + f" {_flow(value)}\n"


def _flow(value: object) -> str:
    """In one line, as our files are written: braces with a space, words without quotes."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_flow(key)}: {_flow(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    # In a list, so that a word with a comma or a bracket gets its quotes. What YAML would take for
    # the end of a line, such as U+0085, is written as an escape.
    plain = str(value).isprintable()
    dumped = yaml.safe_dump([value], default_flow_style=True, allow_unicode=plain, width=_ENDLESS)
    return dumped.strip()[1:-1]


_ENDLESS = 1_000_000


def _nested(key: tuple[str, ...], value: object) -> dict[str, Any]:
    *above, last = key
    nested: dict[str, Any] = {last: value}
    for name in reversed(above):
        nested = {name: nested}
    return nested


def _with(said: Any, key: tuple[str, ...], value: object) -> dict[str, Any]:  # noqa: ANN401
    name, *below = key
    whole: dict[str, Any] = said or {}
    return {**whole, name: _with(whole.get(name), tuple(below), value) if below else value}
