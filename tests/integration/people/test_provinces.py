"""Provinces that are declared anew while the people API serves them."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from egov_idp.people.errors import OperatorRefused
from egov_idp.policy import rules
from egov_kit.settings import Tenant
from structlog.testing import capture_logs

from tests.support._office import Office


@pytest.fixture(autouse=True)
def all_are_open(office: Office) -> Iterator[None]:
    """As after some time; the next test finds them as they were."""
    for tenant in office.settings.tenants:
        office.asked(tenant).get("/units")
    yield
    renew(office, office.settings.tenants)


@pytest.fixture
def realms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the policies, to be written to."""
    shutil.copytree(rules.REALMS, tmp_path / "realms")
    monkeypatch.setattr(rules, "REALMS", tmp_path / "realms")
    return tmp_path / "realms"


def renew(office: Office, tenants: Mapping[str, Tenant]) -> None:
    office.provinces.renew(office.settings.model_copy(update={"tenants": tenants}))


def without_rules(path: Path) -> None:
    path.write_text("policy: {rules: [{grant: onestop.counter, titles: [], units: []}]}\n")


@pytest.mark.parametrize("method", ["get", "post"])
def test_province_that_is_no_longer_declared_is_not_served(office: Office, method: str) -> None:
    renew(office, {"danang": office.settings.tenants["danang"]})

    with pytest.raises(OperatorRefused, match=r"There are: danang"):
        getattr(office.asked("quang-nam"), method)("/units")


def test_unit_of_a_province_is_the_one_declared_last(office: Office) -> None:
    tenants = office.settings.tenants
    renew(office, {**tenants, "danang": tenants["danang"].model_copy(update={"unit": "H18"})})

    assert office.provinces.of("danang").unit == "H18"


def test_policy_that_cannot_be_used_keeps_no_other_province_from_its_own(
    office: Office, realms: Path
) -> None:
    before = office.provinces.of("danang").policy
    (realms / "danang.yaml").write_text("policy: {rules: [{grant: onestop}]}\n")
    without_rules(realms / "quang-nam.yaml")

    with capture_logs() as logs:
        renew(office, office.settings.tenants)

    assert office.provinces.of("danang").policy is before
    taken = office.provinces.of("quang-nam").policy.rules
    assert [each.titles for each in taken if each.right == "onestop.counter"] == [frozenset()]
    assert [(each["event"], each["tenant"]) for each in logs] == [
        ("province.not_renewed", "danang")
    ]
