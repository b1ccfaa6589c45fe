"""What can go wrong while the platform is started on one machine.

::

    IdpError
    └── LocalError           the platform cannot be started; the text says what to do
        ├── PortTaken        another program listens on a port of ours
        ├── PackageMissing   a program is missing and only the administrator can install it
        ├── BuildFailed      a build step ended with an error
        └── StartFailed      a process ended, or did not become ready in time
"""

from collections.abc import Sequence
from pathlib import Path

from egov_idp.errors import IdpError


class LocalError(IdpError):
    """The platform cannot be started."""

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
