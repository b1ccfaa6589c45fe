"""Tables as files for a spreadsheet: no cell is ever taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter

Cell = str | int
Row = Sequence[Cell]
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Content types of the files."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate (OWASP, CSV injection)."""


def as_csv(head: Row, rows: Iterable[Row]) -> bytes:
    """The table as CSV in UTF-8, with the mark by which Excel knows that."""
    text = StringIO()
    csv.writer(text).writerows([_plain(each) for each in row] for row in (head, *rows))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(head: Row, rows: Iterable[Row]) -> bytes:
    """The table as a workbook of one sheet; a text is never more than text, the head stays put."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 22)
        for number, row in enumerate((head, *rows)):
            for column, cell in enumerate(row):
                write = sheet.write_string if isinstance(cell, str) else sheet.write_number
                write(number, column, cell, None if number else bold)
    return content.getvalue()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
