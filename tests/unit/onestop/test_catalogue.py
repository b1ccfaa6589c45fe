from datetime import date
from pathlib import Path

import pytest
from egov_apps.onestop.catalogue import Catalogue, catalogue, load
from egov_apps.onestop.errors import CatalogueInvalid, ProcedureUnknown

TODAY = date(2026, 11, 20)
PACK = """
[pack]
from = 2025-07-01
levels = ["province", "commune"]
[fields]
ho-tich = { vi = "Hộ tịch", en = "Civil status" }
[bodies]
ubnd-xa = { level = "commune", vi = "Ủy ban nhân dân cấp xã", en = "Commune People's Committee" }
[[procedures]]
code = "1.001193"
from = 2027-01-01
name = { vi = "Đăng ký khai sinh", en = "Birth registration" }
field = "ho-tich"
competent = "ubnd-xa"
processing = { amount = 1, unit = "day" }
levies = [{ kind = "charge", amount = 8000, per = "dossier", collect = 4, vi = "?", en = "?" }]
basis = { vi = "?", en = "?" }
source = "?"
verified = false
parts = [{ code = "to-khai", kind = 0, vi = "Tờ khai", en = "Declaration" }]
"""


def test_the_catalogue_has_at_least_20_procedures_in_6_fields() -> None:
    found = catalogue().list_in_force(TODAY)

    assert len(found) >= 20
    assert len({each.field.code for each in found}) >= 6


def test_every_procedure_asks_for_parts() -> None:
    assert all(procedure.parts for procedure in catalogue().versions)


def test_the_pack_of_2015_has_districts_and_that_of_2026_has_none() -> None:
    levels = {
        day.year: {each.competent.level for each in catalogue().list_in_force(day)}
        for day in (date(2025, 6, 30), TODAY)
    }

    assert levels == {2025: {"province", "district", "commune"}, 2026: {"province", "commune"}}


def test_a_procedure_of_the_districts_ends_with_its_pack() -> None:
    assert catalogue().get("2.000806", date(2025, 6, 30)).competent.level == "district"
    with pytest.raises(ProcedureUnknown):
        catalogue().get("2.000806", date(2025, 7, 1))


def test_one_procedure_has_a_version_for_each_time() -> None:
    days = [date(2016, 1, 1), date(2021, 6, 1), TODAY]
    found = [catalogue().get("1.001612", day) for day in days]

    assert len({each.basis["vi"] for each in found}) == 3


def test_domain_11_a_new_version_changes_the_time_only_of_what_comes_after_it() -> None:
    before, after = (catalogue().get("1.009972", date(year, 6, 1)) for year in (2020, 2021))

    assert (before.processing.amount, after.processing.amount) == (30, 20)


def test_fee_and_charge_are_apart() -> None:
    levies = catalogue().get("1.003003", TODAY).levies

    assert [(each.kind, each.collect) for each in levies] == [("fee", 2), ("charge", 4)]


def test_a_new_version_holds_from_its_day_on(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(PACK)
    found = Catalogue([*catalogue().versions, *load(file).versions])

    assert found.get("1.001193", date(2026, 12, 31)).levies == ()
    assert found.get("1.001193", date(2027, 1, 1)).levies[0].amount == 8000
    assert len(found.list_in_force(TODAY)) == len(found.list_in_force(date(2027, 1, 1)))


@pytest.mark.parametrize("code", ["1.999999", "", "1.001193' OR 1=1"])
def test_a_procedure_that_is_not_there_is_unknown(code: str) -> None:
    with pytest.raises(ProcedureUnknown):
        catalogue().get(code, TODAY)


def test_a_procedure_that_has_not_begun_is_unknown() -> None:
    with pytest.raises(ProcedureUnknown):
        catalogue().get("1.001193", date(2010, 1, 1))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"1.001193"', '"11193"'),
        ('"to-khai"', '"Tờ khai"'),
        ("verified", "checked"),
        ("[[", "["),
        ('level = "commune"', 'level = "district"'),
        ("from = 2027", "from = 2020"),
        ("amount = 8000", "amount = 0"),
        ("collect = 4", "collect = 3"),
        ("kind = 0", "kind = 9"),
    ],
)
def test_a_mistake_names_the_file(tmp_path: Path, right: str, wrong: str) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(PACK.replace(right, wrong, 1))

    with pytest.raises(CatalogueInvalid, match=r"pack\.toml"):
        load(file)
