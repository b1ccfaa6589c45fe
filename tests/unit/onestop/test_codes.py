from datetime import UTC, date, datetime

import pytest
from egov_apps.onestop.codes import SECRET_LETTERS, DossierCode
from egov_kit.vietnam import day_of


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("H15.50.05.13-261008-0975", "H15.50.05.13", 975),
        ("000.00.00.H47-240501-0001", "000.00.00.H47", 1),
        ("H17.008-261122-10000", "H17.008", 10000),
        ("H17-261122-0912345", "H17", 912345),
    ],
)
def test_codes_in_both_orders_are_read(text: str, unit: str, number: int) -> None:
    found = DossierCode.find(text)

    assert found is not None
    assert (found.unit, found.number) == (unit, number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H17.08-261122-001",
        "H17.08-261122-00000001",
        "H17.8-261122-0001",
        "h17.08-261122-0001",
        "H17.08-261322-0001",
        "H17.08-261122-0001 ",
        "H17.08-261122-0001\n",
        "000.00.H47-240501-0001",
        "H17.08-٢٦١١٢٢-0001",
    ],
)
def test_anything_else_is_no_code(text: str) -> None:
    assert DossierCode.find(text) is None


def test_a_code_is_written_as_it_is_read() -> None:
    code = DossierCode(unit="H17.08", day=date(2026, 11, 22), number=7)

    assert str(code) == "H17.08-261122-0007"
    assert DossierCode.find(str(code)) == code


def test_the_day_is_the_one_in_vietnam() -> None:
    assert day_of(datetime(2026, 11, 20, 16, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert day_of(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_secrets_hold_no_letters_that_look_alike() -> None:
    assert not set(SECRET_LETTERS) & set("01ILO")
    assert len(set(SECRET_LETTERS)) == len(SECRET_LETTERS)
