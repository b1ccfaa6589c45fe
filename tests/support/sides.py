"""Two parts of a whole run that share no server, so that two cores work beside each other.

The tests of one part run one after the other in one process, since its servers are started once;
a test that needs none of them goes to whichever process is free.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

_ALONE = (
    *("tests/unit/", "tests/conventions/"),
    *(f"tests/integration/{folder}/" for folder in ("simulator", "testing", "web", "django")),
)
"""Tests that start no server that outlives them."""
_PLATFORMS = tuple(f"tests/integration/{folder}/" for folder in ("documents", "launcher", "local"))
"""Tests that start and stop platforms of their own, but for those of backups: half of all time."""


class BySide(LoadScopeScheduling):
    """Gives each part to one process."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_ALONE):
            return nodeid
        return "platforms" if nodeid.startswith(_PLATFORMS) else "servers"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Take the place of ``--dist=loadscope``, which makes parts of modules."""
    return BySide(config, log) if config.getoption("dist") == "loadscope" else None
