"""``./egov down``."""

from egov_idp.local import down
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def stop_platform() -> None:
    """Stop everything that runs, the last one started first; nothing to stop is no error."""
    down.run(LauncherSettings().layout(), Terminal())
