"""Messages in a folder: kept whole and private, bounded, read as their reader sees them."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from egov_idp.mail import letters
from egov_idp.mail.errors import LetterUnknown

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


def written(subject: str = "Đặt mật khẩu mới", text: str = "Mở liên kết này") -> bytes:
    message = EmailMessage()
    message["From"] = "Thành phố Đà Nẵng <khong-tra-loi@danang.localhost>"
    message["To"] = "annv@danang.gov.vn"
    message["Subject"] = subject
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    return bytes(message)


def test_a_message_is_read_as_it_was_written(folder: Path) -> None:
    letters.keep(folder, written(), NOW, at_most=5)

    letter = letters.get(folder, 1)

    assert (letter.received, letter.to) == (NOW, "annv@danang.gov.vn")
    assert letter.sender == "Thành phố Đà Nẵng <khong-tra-loi@danang.localhost>"
    assert (letter.subject, letter.text.strip()) == ("Đặt mật khẩu mới", "Mở liên kết này")


def test_only_its_owner_may_read_it(folder: Path) -> None:
    path = letters.keep(folder, written(), NOW, at_most=5)

    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_newest_comes_first_and_the_oldest_goes_first(folder: Path) -> None:
    for minute in range(5):
        letters.keep(folder, written(str(minute)), NOW + timedelta(minutes=minute), at_most=3)

    assert [each.subject for each in letters.list_all(folder, 10)] == ["4", "3", "2"]
    assert len(list(folder.iterdir())) == 3


def test_two_in_the_same_moment_are_both_kept(folder: Path) -> None:
    for _ in range(2):
        letters.keep(folder, written(), NOW, at_most=5)

    assert len(letters.list_all(folder, 10)) == 2


def test_half_a_message_is_never_listed(folder: Path) -> None:
    folder.mkdir()
    (folder / ".20260302T013000.000000Z-abcdef.new").write_bytes(written()[:20])

    assert letters.list_all(folder, 10) == []


def test_there_are_none_where_none_came(folder: Path) -> None:
    assert letters.list_all(folder, 10) == []


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_number_that_is_not_there_is_named(folder: Path, number: int) -> None:
    letters.keep(folder, written(), NOW, at_most=5)

    with pytest.raises(LetterUnknown, match=r"1 \(the newest\) to 1"):
        letters.get(folder, number)


def test_nothing_in_a_message_steers_the_terminal(folder: Path) -> None:
    letters.keep(folder, written(text="Mật\x1b[31m khẩu\x07"), NOW, at_most=5)

    assert letters.get(folder, 1).text.strip() == "Mật[31m khẩu"


@pytest.mark.parametrize(
    "content", [b"", b"not a message at all", b"Subject: =?utf-8?q?=FF?=\r\n\r\nx", b"\xff\xfe\x00"]
)
def test_what_is_no_message_is_shown_all_the_same(folder: Path, content: bytes) -> None:
    letters.keep(folder, content, NOW, at_most=5)

    assert letters.get(folder, 1).received == NOW
