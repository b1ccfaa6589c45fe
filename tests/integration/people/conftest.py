"""The people API of these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor
from egov_kit.simulator import Simulator

from tests.support._office import Office, open_office
from tests.support._people import PeopleApi, serve_people
from tests.support._ports import free_ports
from tests.support.directory import RunningDirectory, copy_loaded, start_directory


@pytest.fixture
def people(directory: RunningDirectory, op: Simulator, tmp_path: Path) -> Iterator[PeopleApi]:
    """The API on the test run's directory."""
    yield from serve_people(directory, op, tmp_path)


@pytest.fixture
def own_people(
    own_directory: RunningDirectory, op: Simulator, tmp_path: Path
) -> Iterator[PeopleApi]:
    """The API on a directory of this one test."""
    yield from serve_people(own_directory, op, tmp_path)


@pytest.fixture(scope="module")
def office(loaded: Layout, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The commands' endpoints on a directory of this file's tests, which fill it as they like."""
    folder = tmp_path_factory.mktemp("office")
    layout = Layout(var=folder, cache=folder, ports=free_ports())
    copy_loaded(loaded, layout)
    with Supervisor(records=layout.run, logs=layout.logs, say=lambda name, line: None) as servers:
        directory = start_directory(layout, servers)
        with open_office(directory, folder) as opened:
            yield opened
        directory.close()


@pytest.fixture
def own_office(own_directory: RunningDirectory, tmp_path: Path) -> Iterator[Office]:
    """The same on a directory of one test."""
    with open_office(own_directory, tmp_path) as opened:
        yield opened
