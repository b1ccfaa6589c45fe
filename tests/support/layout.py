"""A folder and ports of its own for each test run, so that runs beside each other do not meet."""

from collections.abc import Iterator

import pytest
from egov_idp.local import choices
from egov_idp.local.choices import Choices
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor

from tests.support._ports import free_ports
from tests.support._tenants import TENANTS


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Where this test run's servers keep their state and listen; the cache is the checkout's."""
    found = Layout(var=tmp_path_factory.mktemp("var"), ports=free_ports())
    choices.write(found, Choices(tenants=TENANTS))
    return found


@pytest.fixture(scope="session")
def servers(layout: Layout) -> Iterator[Supervisor]:
    """Starts real servers, as `./egov up` does, and stops them when the run is over."""
    with Supervisor(
        records=layout.var / "run", logs=layout.logs, say=lambda name, line: None
    ) as running:
        yield running
