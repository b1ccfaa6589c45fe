"""``./egov realm apply --ring``: what the guide tells to type does its work, line after line."""

import shlex

import pytest
from egov_idp.local.layout import ROOT

from tests.support._commands import typed
from tests.support._launcher import Place

GUIDE = ROOT / "docs" / "how-to" / "change-all-provinces.md"
LINES = typed(GUIDE)


@pytest.fixture(scope="module")
def told(own_source: Place) -> dict[str, str]:
    """What each line says."""
    return {line: _do(own_source, line) for line in LINES}


def _do(place: Place, line: str) -> str:
    done = place.run(*shlex.split(line)[1:])
    assert done.returncode == 0, f"$ {line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_line_of_the_guide_does_its_work(told: dict[str, str]) -> None:
    assert list(told) == LINES


def test_each_province_is_tried_by_a_sign_in(told: dict[str, str]) -> None:
    assert "danang: people sign in" in told["./egov realm apply --ring"]


def test_a_tenant_to_try_modules_in_is_served_and_in_no_ring(
    told: dict[str, str], own_source: Place
) -> None:
    assert "test as declared" in told["./egov realm apply test"]
    assert "test" not in _do(own_source, "./egov realm apply --ring")
