from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from egov_apps import onestop
from egov_apps.onestop import labels
from egov_apps.onestop.workflow import Status
from egov_idp.local.assets import compile_translations
from egov_idp.local.layout import ROOT
from flask import Flask
from flask_babel import Babel

NATIONAL_LIST = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    compile_translations(ROOT)
    app = Flask(__name__)
    folder = Path(onestop.__path__[0]) / "translations"
    Babel(app, default_locale="vi", default_translation_directories=str(folder))
    with app.test_request_context():
        yield


def test_statuses_have_the_names_of_the_national_list() -> None:
    assert {int(status): str(labels.STATUSES[status]) for status in Status} == NATIONAL_LIST


def test_channels_and_kinds_keep_the_national_codes() -> None:
    assert [int(code) for code in labels.CHANNELS] == [1, 2, 3]
    assert [int(code) for code in labels.COPY_KINDS] == [0, 1, 2]


def test_times_are_told_as_in_vietnam() -> None:
    assert labels.shown_time(datetime(2026, 11, 21, 17, 5, tzinfo=UTC)) == "22/11/2026 00:05"


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [(0, "day", "Trong ngày"), (3, "day", "3 ngày làm việc"), (4, "hour", "4 giờ làm việc")],
)
def test_processing_times_are_told_in_words(amount: int, unit: str, text: str) -> None:
    assert labels.processing_time(amount, unit) == text


@pytest.mark.parametrize(
    ("amount", "per", "text"),
    [
        (1234567, "dossier", "1.234.567 ₫"),
        (2000, "page", "2.000 ₫/trang"),
    ],
)
def test_fees_are_told_in_dong(amount: int, per: str, text: str) -> None:
    assert labels.price(amount, per) == text
