from datetime import date
from pathlib import Path

import pytest
from egov_apps.onestop.catalogue import DATA, catalogue, load
from egov_apps.onestop.errors import CatalogueInvalid, ProcedureUnknown

TODAY = date(2026, 11, 20)
ENTRY = """
[[procedures]]
code = "1.001193"
from = 2027-01-01
name = { vi = "Đăng ký khai sinh", en = "Birth registration" }
field = { vi = "Hộ tịch", en = "Civil status" }
processing = { amount = 1, unit = "day" }
fee = { amount = 8000, per = "dossier" }
basis = { vi = "?", en = "?" }
verified = false
parts = [{ code = "to-khai", vi = "Tờ khai", en = "Declaration" }]
"""


def test_the_catalogue_has_six_procedures_nobody_has_verified() -> None:
    found = catalogue().list_in_force(TODAY)

    assert len(found) == 6
    assert not any(procedure.verified for procedure in found)


def test_every_procedure_asks_for_parts() -> None:
    assert all(procedure.parts for procedure in catalogue().list_in_force(TODAY))


def test_a_new_version_holds_from_its_day_on(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text((DATA / "catalogue.toml").read_text() + ENTRY)
    found = load(file)

    assert found.get("1.001193", date(2026, 12, 31)).fee.amount == 0
    assert found.get("1.001193", date(2027, 1, 1)).fee.amount == 8000
    assert len(found.list_in_force(date(2027, 1, 1))) == 6


@pytest.mark.parametrize("code", ["1.999999", "", "1.001193' OR 1=1"])
def test_a_procedure_that_is_not_there_is_unknown(code: str) -> None:
    with pytest.raises(ProcedureUnknown):
        catalogue().get(code, TODAY)


def test_a_procedure_that_has_not_begun_is_unknown() -> None:
    with pytest.raises(ProcedureUnknown):
        catalogue().get("1.001193", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('"1.001193"', '"11193"'), ('"to-khai"', '"Tờ khai"'), ("verified", "checked"), ("[[", "[")],
)
def test_a_mistake_names_the_file(tmp_path: Path, right: str, wrong: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(ENTRY.replace(right, wrong, 1))

    with pytest.raises(CatalogueInvalid, match=r"catalogue\.toml"):
        load(file)
