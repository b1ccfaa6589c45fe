"""A province is closed and opened by one line of its file."""

from datetime import date
from pathlib import Path

import pytest
from egov_idp.realms import load, retire
from egov_idp.realms.errors import RealmInvalid
from egov_idp.realms.spec import REALMS

DAY = date(2026, 11, 23)
TEXT = """\
# why this province differs
name: { vi: Tỉnh Quảng Nam, en: Quang Nam Province }
unit: H47
mail_domain: quangnam.gov.vn # verified: false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_base.yaml").write_bytes((REALMS / "_base.yaml").read_bytes())
    (tmp_path / "quang-nam.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_the_day_is_declared(folder: Path) -> None:
    retire.declare("quang-nam", DAY, folder)

    assert load("quang-nam", folder).retired == DAY


def test_whoever_opens_it_again_leaves_the_file_as_it_was(folder: Path) -> None:
    retire.declare("quang-nam", DAY, folder)
    retire.declare("quang-nam", None, folder)

    assert (folder / "quang-nam.yaml").read_text("utf-8") == TEXT


def test_closed_twice_it_says_so_once(folder: Path) -> None:
    retire.declare("quang-nam", DAY, folder)
    retire.declare("quang-nam", DAY, folder)

    assert (folder / "quang-nam.yaml").read_text("utf-8").count("retired:") == 1


def test_a_file_that_cannot_be_used_stays_as_it_is(folder: Path) -> None:
    (broken := folder / "quang-nam.yaml").write_text(TEXT + "unknown: 1\n", encoding="utf-8")

    with pytest.raises(RealmInvalid):
        retire.declare("quang-nam", DAY, folder)

    assert "retired" not in broken.read_text("utf-8")
