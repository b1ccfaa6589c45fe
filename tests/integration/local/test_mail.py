"""The sink as the supervisor runs it, spoken to as Keycloak does; and what a technician reads."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from egov_idp.local import mail
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor
from egov_idp.mail import letters
from egov_idp.mail.sink import LARGEST

from tests.support._launcher import Place, new_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path)


@pytest.fixture
def sink(place: Place, own_servers: Supervisor) -> Layout:
    own_servers.start(mail.service(place.layout))
    return place.layout


@pytest.fixture
def client(sink: Layout) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", sink.ports.mail, timeout=10) as connected:
        yield connected


def message(text: str = "http://sso.localhost/liên-kết") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "khong-tra-loi@danang.localhost", "annv@danang.gov.vn"
    made["Subject"] = "Đặt mật khẩu mới"
    made.set_content(text)
    return made


def test_every_message_is_kept(client: smtplib.SMTP, sink: Layout) -> None:
    for number in range(3):
        client.send_message(message(f"thư số {number}"))

    found = letters.list_all(sink.mail, 10)
    assert [each.text.strip() for each in found] == ["thư số 2", "thư số 1", "thư số 0"]


def test_one_that_is_too_large_is_refused_and_the_next_is_taken(
    client: smtplib.SMTP, sink: Layout
) -> None:
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        client.send_message(message("x" * 70 + "\n" + ("y" * 70 + "\n") * (LARGEST // 70)))
    client.send_message(message())

    assert refused.value.smtp_code == 552
    assert len(letters.list_all(sink.mail, 10)) == 1


def test_technician_finds_the_link(client: smtplib.SMTP, place: Place) -> None:
    client.send_message(message())

    listed, shown = place.run("mail"), place.run("mail", "show")

    assert "annv@danang.gov.vn" in listed.stdout
    assert "Đặt mật khẩu mới" in listed.stdout
    assert "http://sso.localhost/liên-kết" in shown.stdout


def test_technician_is_told_what_there_is_not(place: Place) -> None:
    assert "No message was sent yet" in place.run("mail").stdout
    missing = place.run("mail", "show", "3")

    assert (missing.returncode, "none yet" in missing.stderr) == (1, True)
