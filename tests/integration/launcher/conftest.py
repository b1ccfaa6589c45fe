"""One folder for the launcher's tests: the second start finds what the first one made."""

import pytest

from tests.support._launcher import Place
from tests.support.layout import free_ports


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(var=tmp_path_factory.mktemp("up"), ports=free_ports())
