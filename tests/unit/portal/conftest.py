from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support._portal import PortalSite, open_portal
from tests.support.op import HandClock


@pytest.fixture
def portal(tmp_path: Path, clock: HandClock, made_once: Path) -> Iterator[PortalSite]:
    """The portal of Da Nang before a simulated sign-in server."""
    with open_portal(tmp_path, clock, compiled=made_once) as site:
        yield site
