"""What can go wrong while the platform is started, looked at and stopped on one machine.

::

    IdpError
    └── LocalError           the text says what to do
        ├── PortTaken        another program listens on a port of ours
        ├── PackageMissing   a program is missing and only the administrator can install it
        ├── BuildFailed      a build step ended with an error
        ├── StartFailed      a process ended, or did not become ready in time
        ├── StopFailed       the supervisor goes on although it was asked to end
        └── LogUnknown       no process writes a log of that name
"""

from collections.abc import Sequence
from pathlib import Path

from egov_idp.errors import IdpError


class LocalError(IdpError):
    """The platform cannot be started, looked at or stopped."""

    code = "local_error"


class PortTaken(LocalError):
    """Another program listens on a port of ours."""

    code = "port_taken"

    def __init__(
        self, service: str, port: int, holder: str | None, setting: str = "EGOV_PORT_…"
    ) -> None:
        super().__init__(
            f"Port {port}, which {service} needs, is taken by {holder or 'another program'}. "
            f"End that program, or take another port: {setting}=<port> ./egov up"
        )


class PackageMissing(LocalError):
    """A program is missing and only the administrator can install it."""

    code = "package_missing"

    def __init__(self, packages: Sequence[str]) -> None:
        super().__init__(
            "Some Debian packages are missing. Install them, then run ./egov again:\n"
            f"  sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
        )


class BuildFailed(LocalError):
    """A build step ended with an error."""

    code = "build_failed"

    def __init__(self, what: str, command: Sequence[str], output: str) -> None:
        super().__init__(f"{what} failed: {' '.join(command)}\n{output.rstrip()}")


class StartFailed(LocalError):
    """A process ended, or did not become ready in time."""

    code = "start_failed"

    def __init__(self, name: str, what_happened: str, log: Path, last_lines: str) -> None:
        super().__init__(f"{name} {what_happened}. Its last lines (all in {log}):\n{last_lines}")


class StopFailed(LocalError):
    """The supervisor goes on although it was asked to end."""

    code = "stop_failed"

    def __init__(self, what_happened: str, pid: int) -> None:
        super().__init__(
            f"Stopping the platform {what_happened}. Look at ./egov status and ./egov logs egov, "
            f"or force it: kill -9 {pid} (all it started ends within five seconds)."
        )


class LogUnknown(LocalError):
    """No process writes a log of that name."""

    code = "log_unknown"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        there_are = f"There are: {', '.join(known)}" if known else "There are none yet: ./egov up"
        super().__init__(f"No log is named {name!r}. {there_are}")
