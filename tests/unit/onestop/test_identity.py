from datetime import date

import pytest
from egov_apps.onestop.identity import is_personal_number, is_tax_number

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "number",
    ["048190001234", "001099000001", "048326999999", "096000123456"],
)
def test_a_personal_number_has_twelve_digits_and_a_birth_in_the_past(number: str) -> None:
    assert is_personal_number(number, TODAY)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "04819000123",
        "0481900012345",
        "000190001234",
        "048227001234",  # born in 2027
        "048490001234",  # born in 2190
        "04819000123x",
        "٠٤٨١٩٠٠٠١٢٣٤",
        "048190001234\n",
    ],
)
def test_anything_else_is_no_personal_number(number: str) -> None:
    assert not is_personal_number(number, TODAY)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("0401234567", True),
        ("0401234567-001", True),
        ("040123456", False),
        ("0401234567-01", False),
        ("0401234567001", False),
        ("", False),
    ],
)
def test_a_tax_code_has_ten_digits_and_a_branchs_three(number: str, right: bool) -> None:
    assert is_tax_number(number) is right
