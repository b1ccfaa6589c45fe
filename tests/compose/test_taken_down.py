"""What is left when the platform in containers was removed; the last file of this folder."""

import pytest

from tests.compose.conftest import Stack, left_behind

pytestmark = pytest.mark.compose


def test_taking_it_down_leaves_nothing_behind(stack: Stack) -> None:
    stack.down()

    assert left_behind() == {"container": "", "volume": "", "network": ""}
