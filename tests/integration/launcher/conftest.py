"""One folder for the launcher's tests: the second start finds what the first one made."""

from collections.abc import Iterator

import pytest
from egov_idp.local import choices
from egov_idp.local.choices import Choices

from tests.support._launcher import Place, copied_source, new_place
from tests.support._ports import free_ports


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return new_place(tmp_path_factory.mktemp("up"))


@pytest.fixture(scope="session")
def own_source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A platform of Da Nang alone that serves, of a checkout whose files a test may change."""
    made = Place(
        var=tmp_path_factory.mktemp("platform"),
        ports=free_ports(),
        source=copied_source(tmp_path_factory.mktemp("source") / "checkout"),
    )
    choices.write(made.layout, Choices(tenants=("danang",)))
    done = made.run("up", "--detach")
    assert done.returncode == 0, done.stdout + done.stderr
    yield made
    made.run("down")
