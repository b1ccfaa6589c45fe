"""The Docker engine of this machine, if there is one."""

import subprocess
from typing import Final

from egov_idp.local.errors import EngineMissing

_QUESTIONS: Final = (
    ("docker", "compose", "version"),
    ("docker", "buildx", "version"),
    ("docker", "info"),
)
_SECONDS: Final = 20


def require() -> None:
    """Raise `EngineMissing` unless an engine answers that can build and compose."""
    for command in _QUESTIONS:
        try:
            done = subprocess.run(  # noqa: S603 - fixed commands
                command, capture_output=True, text=True, check=False, timeout=_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineMissing(command, str(error)) from error
        if done.returncode:
            raise EngineMissing(command, done.stderr or done.stdout)
