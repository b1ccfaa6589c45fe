"""Commands that are not there in containers, and what is typed instead."""

from typing import Final

from egov_idp.local.errors import NotInContainer
from egov_idp.settings import LauncherSettings

_START: Final = "docker compose up --build --detach --wait"
_INSTEAD: Final = {
    "up": _START,
    "down": "docker compose down",
    "reset": "docker compose down --volumes, and up again",
    "status": "docker compose ps --all",
    "logs": "docker compose logs",
    "backup": "containers/backup.sh FOLDER",
    "restore": "containers/restore.sh FOLDER",
    "realm new": f"the same command, and then {_START}",
    "realm retire": f"the same command, and then {_START}",
    "realm emergency": None,
    "realm keys": None,
    "realm apply --ring": "docker compose run --rm --no-deps realms egov realm apply danang, then"
    " sign in to it, and so on with the next",
    "realm drift adopt": f"write it into the province's file in realms/, and then {_START}",
    "realm drift ignore": None,
}
"""By the command that runs the platform as a whole, or writes into the source, on one machine."""


def refuse(command: str) -> None:
    """Raise `NotInContainer` if this is a container and the command is not for one."""
    if LauncherSettings().in_container and command in _INSTEAD:
        raise NotInContainer(command, _INSTEAD[command])
