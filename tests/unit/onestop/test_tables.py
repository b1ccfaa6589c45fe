"""Tables for a spreadsheet."""

from io import BytesIO

import openpyxl
import pytest
from egov_apps.onestop import tables

HEAD = ["Mã", "Tên"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_cell_is_no_formula_in_csv(cell: str) -> None:
    assert f"'{cell}".encode() in tables.as_csv(HEAD, [[cell, "Đào"]])


def test_csv_says_that_it_is_utf_8() -> None:
    content = tables.as_csv(HEAD, [["1", "Đào"]])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "Mã,Tên\r\n1,Đào\r\n"


def test_a_workbook_holds_texts_and_numbers_but_no_formula() -> None:
    content = tables.as_xlsx(HEAD, [["=1+1", "0905"], ["+1", 12]])
    sheet = openpyxl.load_workbook(BytesIO(content)).active

    assert sheet
    assert list(sheet.values) == [("Mã", "Tên"), ("=1+1", "0905"), ("+1", 12)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
