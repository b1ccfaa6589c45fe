"""Lists in ``realms/`` that commands write, one entry after another; no file is an empty list."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel

from egov_idp import files
from egov_idp.realms.errors import Mistake, RealmInvalid

E = TypeVar("E", bound=BaseModel)


def read(path: Path, kind: type[E]) -> tuple[E, ...]:
    """All that stand in the file; raises `RealmInvalid`."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return tuple(kind.model_validate(each) for each in raw)
    except FileNotFoundError:
        return ()
    except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
        raise RealmInvalid(Mistake(path=path, text=f"cannot be read: {error}")) from error


def change(
    path: Path, kind: type[E], head: str, edit: Callable[[tuple[E, ...]], Iterable[E]]
) -> None:
    """Write what ``edit`` makes of them below ``head``, one at a time; raises `RealmInvalid`."""
    with files.alone(path.parent):
        edited = edit(read(path, kind))
        kept = [each.model_dump(mode="json", exclude_defaults=True) for each in edited]
        text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False) if kept else ""
        files.write_whole(path, head + text)
