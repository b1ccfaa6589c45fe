"""Declares that a province is closed, or open again: one line of its overlay."""

import re
from datetime import date
from pathlib import Path

from egov_idp import files
from egov_idp.realms.spec import REALMS, RealmSpec, check

_LINE = re.compile(r"^retired:.*\n?", re.MULTILINE)


def declare(tenant: str, retired: date | None, folder: Path = REALMS) -> RealmSpec:
    """Write it, or that it is open for None; whatever else stands in the file stays as it is.

    Raises `RealmInvalid`.
    """
    path = folder / f"{tenant}.yaml"
    text = _LINE.sub("", path.read_text(encoding="utf-8"))
    if retired:
        text = f'{text.rstrip()}\nretired: "{retired}"\n'
    spec = check(tenant, text, folder)
    files.write_whole(path, text)
    return spec
