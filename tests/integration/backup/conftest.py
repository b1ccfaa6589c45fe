"""A platform of its own for backup and restore, as a technician runs it."""

from collections.abc import Iterator

import pytest

from tests.support._launcher import Place, new_place


@pytest.fixture(scope="session")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Where that platform is; stopped at the end, whatever a test left running."""
    place = new_place(tmp_path_factory.mktemp("backed-up"))
    yield place
    place.run("down")
