"""Paper as PDF: what the file says, in which font, with which tags."""

import pytest
from egov_apps.onestop import paper, pdf
from egov_apps.onestop.errors import PaperAsksOutside

from tests.support._printed import Printed

NAME = "Nguyễn Thị Ưởng, Đặng Ệ ẫ ữ ợ đ ơ ư Ằ ỹ: 15.000 ₫"
PAGE = f"""<!doctype html><html lang="vi"><title>Giấy tiếp nhận hồ sơ</title>
<article class="paper"><h1>Giấy hẹn</h1><p>{NAME} <strong>Độc lập</strong></p>
<div>{paper.qr("H17", "Mã QR")}</div>
<table><thead><tr><th scope="col">Tên</th></tr></thead>
<tbody><tr><td>Tờ khai</td></tr></tbody></table>
</article></html>"""


@pytest.fixture(scope="module")
def printed() -> Printed:
    return Printed(pdf.render(PAGE))


def test_it_says_that_it_is_pdf_ua(printed: Printed) -> None:
    metadata = printed.root["/Metadata"].get_data().decode()

    assert 'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"' in metadata
    assert 'part="1"' in metadata
    assert printed.root["/MarkInfo"]["/Marked"]
    assert printed.root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_has_a_title_and_a_language(printed: Printed) -> None:
    assert printed.reader.metadata
    assert printed.reader.metadata.title == "Giấy tiếp nhận hồ sơ"
    assert printed.root["/Lang"] == "vi"


def test_headings_paragraphs_and_tables_are_tagged(printed: Printed) -> None:
    wanted = {"/Art", "/H1", "/P", "/Figure", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"}

    assert printed.tags() >= wanted


def test_the_qr_code_is_told_in_words(printed: Printed) -> None:
    figures = [each for each in printed.elements() if each["/S"] == "/Figure"]

    assert [str(each["/Alt"]) for each in figures] == ["Mã QR"]


def test_vietnamese_can_be_read_out_of_it(printed: Printed) -> None:
    assert f"{NAME} Độc lập" in printed.text


def test_all_letters_come_from_the_platforms_font(printed: Printed) -> None:
    assert printed.fonts
    assert {font.removesuffix("-Bold") for font in printed.fonts} <= {
        "Public-Sans-latin",
        "Public-Sans-vietnamese",
        "Public-Sans-latin-ext",
    }


@pytest.mark.parametrize("address", ["https://example.org/a.png", "file:///etc/hostname", "/x.png"])
def test_nothing_but_the_platforms_own_files_is_read(address: str) -> None:
    with pytest.raises(PaperAsksOutside):
        pdf.render(f'<html lang="vi"><title>x</title><img alt="x" src="{address}">')
