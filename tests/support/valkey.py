"""A real server of Valkey's protocol for the session, on a free loopback port."""

from collections.abc import Iterator

import pytest

from tests.support._valkey import Valkey, running


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """One server for all tests of the run."""
    with running() as server:
        yield server
