"""What can go wrong in backing a platform up and restoring it.

::

    LocalError
    └── BackupError           nothing of the platform was changed
        ├── PlatformBusy      not while it is in that state
        ├── FileRefused       the backup cannot be written there
        ├── NeverQuiet        Keycloak's database is written to without a break
        ├── PauseTooLong      the writers had to go on before everything was copied
        ├── StoreUnreadable   a part of the platform cannot be copied or counted
        ├── BackupInvalid     the file is no backup, cut short or changed
        ├── BackupUnknown     a newer source made it, or it holds a province this one has not
        ├── CountsDiffer      what was loaded is not what the manifest counts
        └── DataThere         restoring would replace data, and nobody said so
"""

from collections.abc import Iterable
from pathlib import Path

from egov_idp.local.errors import LocalError


class BackupError(LocalError):
    """A backup was not made, or not restored; the platform is as it was."""

    code = "backup_error"


class PlatformBusy(BackupError):
    """Not while the platform is in that state."""

    code = "platform_busy"

    def __init__(self, what_happens: str, what_to_do: str) -> None:
        super().__init__(f"{what_happens}; nothing was done. {what_to_do}")


class FileRefused(BackupError):
    """The backup cannot be written to that file."""

    code = "file_refused"

    def __init__(self, file: Path, mistake: str) -> None:
        super().__init__(f"{file}: {mistake}. No backup was made.")


class NeverQuiet(BackupError):
    """Keycloak wrote to its database without a break."""

    code = "never_quiet"

    def __init__(self, quiet: float, waited: float) -> None:
        super().__init__(
            f"For {waited:.0f} s people signed in without a break of {quiet:.1f} s, which "
            "Keycloak's own database needs to be copied whole. No backup was made: try again at "
            "a quieter hour, or stop the platform first: ./egov down"
        )


class PauseTooLong(BackupError):
    """The writers had to go on before everything was copied."""

    code = "pause_too_long"

    def __init__(self, within: float) -> None:
        super().__init__(
            f"Copying took longer than the {within:.0f} s for which people may be kept waiting. "
            "No backup was made: try again when the machine is less busy, or stop the platform "
            "first: ./egov down"
        )


class StoreUnreadable(BackupError):
    """A part of the platform cannot be copied, counted or loaded."""

    code = "store_unreadable"

    def __init__(self, store: str, mistake: str) -> None:
        super().__init__(f"{store}: {mistake.strip()}")


class BackupInvalid(BackupError):
    """The file is no backup, or not as it was made."""

    code = "backup_invalid"

    def __init__(self, file: Path, mistake: str) -> None:
        super().__init__(
            f"{file} was refused: {mistake}. Nothing was changed. Take another backup file, or a "
            "fresh copy of this one: it may have been cut short on its way."
        )


class BackupUnknown(BackupError):
    """A backup that only another source can restore."""

    code = "backup_unknown"

    def __init__(self, file: Path, mistake: str, made_by: str) -> None:
        super().__init__(
            f"{file} was refused: {mistake}. Nothing was changed. It was made by {made_by}: "
            "restore it with that source or a newer one."
        )


class CountsDiffer(BackupError):
    """What was loaded is not what the manifest counts."""

    code = "counts_differ"

    def __init__(self, differences: Iterable[str]) -> None:
        lines = "\n".join(f"  {each}" for each in differences)
        super().__init__(
            f"What was loaded is not what the backup's manifest counts:\n{lines}\n"
            "Nothing was changed; the platform's data is the old one."
        )


class DataThere(BackupError):
    """Restoring would replace data, and nobody said so."""

    code = "data_there"

    def __init__(self, var: Path, file: Path) -> None:
        super().__init__(
            f"The backup is whole, and {var} holds data already; nothing was changed. To replace "
            f"that data: ./egov restore {file} --yes\n"
            "What is there now will be kept in a folder beside."
        )
