"""What is wrong in a province's file, in words: where it stands and which key was meant."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from egov_idp.realms.errors import Mistake
from egov_idp.realms.yaml_file import Key, YamlFile

_UNKNOWN, _MISSING = "extra_forbidden", "missing"


def mistakes(error: ValidationError, model: type[BaseModel], *files: YamlFile) -> list[Mistake]:
    """One for each thing wrong, in the first of the files that says it."""
    return [_mistake(each, model, files) for each in error.errors()]


def _mistake(wrong: ErrorDetails, model: type[BaseModel], files: Sequence[YamlFile]) -> Mistake:
    key = wrong["loc"]
    said_by = next((file for file in files if key in file.lines), files[0])
    return said_by.mistake(key, f"{'.'.join(map(str, key))}: {_text(wrong, model)}")


def _text(wrong: ErrorDetails, model: type[BaseModel]) -> str:
    if wrong["type"] == _MISSING:
        return "is missing"
    if wrong["type"] != _UNKNOWN:
        return wrong["msg"].removeprefix("Value error, ")
    meant = nearest(wrong["loc"], model)
    return f"unknown key; did you mean {meant}?" if meant else "unknown key"


def nearest(key: Key, model: type[BaseModel]) -> str | None:
    """The known key that was most likely meant: one beside it, or one elsewhere of that name."""
    *above, name = (part for part in key if isinstance(part, str))
    known = {".".join(each): each for each in keys(model)}
    beside = [each[-1] for each in known.values() if list(each[:-1]) == above]
    if close := get_close_matches(name, beside, n=1):
        return ".".join([*above, close[0]])
    elsewhere = {each[-1]: whole for whole, each in known.items()}
    close = get_close_matches(name, elsewhere, n=1, cutoff=0.8)
    return elsewhere[close[0]] if close else None


def likely(name: str, known: Iterable[str]) -> str:
    """That there is no such name, and which one was most likely meant."""
    close = get_close_matches(name, sorted(known), n=1)
    return f"there is no {name}" + (f"; did you mean {close[0]}?" if close else "")


def keys(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """Every key of the model and of the sections below it, those in lists too."""
    for name, field in model.model_fields.items():
        yield (name,)
        for section in (field.annotation, *get_args(field.annotation)):
            if isinstance(section, type) and issubclass(section, BaseModel):
                yield from ((name, *below) for below in keys(section))
