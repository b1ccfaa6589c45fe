"""The module's own data, TOML files in ``data/``, and the one way to read them."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from egov_apps.onestop.errors import OnestopError

DATA: Final = Path(__file__).parent / "data"

_Read = TypeVar("_Read")


def read(
    path: Path, parse: Callable[[Mapping[str, Any]], _Read], invalid: type[OnestopError]
) -> _Read:
    """What ``parse`` makes of a file; raises ``invalid`` that names the file and the mistake."""
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise invalid(f"{path}: {error!r}") from error
