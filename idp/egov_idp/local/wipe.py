"""Removes all data of a platform so that the next start begins with the seed.

What was begun is written down before anything is removed, so one that was killed is completed by
the next start or reset, and no platform ever runs on half of its data.
"""

import shutil
from pathlib import Path

from egov_idp.local import stamp
from egov_idp.local.layout import Layout


def begin(layout: Layout) -> None:
    """From now on the data is lost, whatever happens."""
    layout.var.mkdir(parents=True, exist_ok=True)
    _mark(layout).touch()


def complete(layout: Layout) -> None:
    """Remove what a reset that was begun has left; nothing of the platform may run."""
    if not _mark(layout).exists():
        return
    (layout.var / stamp.NAME).unlink(missing_ok=True)  # the seed is of whatever source loads it
    for folder in _wiped(layout):
        if folder.exists():
            shutil.rmtree(folder)
    _mark(layout).unlink()


def _wiped(layout: Layout) -> tuple[Path, ...]:
    """The directory, all databases, Keycloak's own, and mails."""
    return (layout.ldap / "data", layout.databases, layout.keycloak, layout.mail)


def _mark(layout: Layout) -> Path:
    return layout.var / "reset-begun"
