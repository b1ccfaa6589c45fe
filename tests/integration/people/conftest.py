"""The people API of these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support._people import PeopleApi, serve_people
from tests.support.directory import RunningDirectory
from tests.support.op import HostileOP


@pytest.fixture
def people(directory: RunningDirectory, op: HostileOP, tmp_path: Path) -> Iterator[PeopleApi]:
    """The API on the test run's directory."""
    yield from serve_people(directory, op, tmp_path)


@pytest.fixture
def own_people(
    own_directory: RunningDirectory, op: HostileOP, tmp_path: Path
) -> Iterator[PeopleApi]:
    """The API on a directory of this one test."""
    yield from serve_people(own_directory, op, tmp_path)
