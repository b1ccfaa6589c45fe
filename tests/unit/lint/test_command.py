"""``./egov realm lint`` without a platform: what it says, and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from egov_idp.cli import app
from egov_idp.realms.spec import load_all
from typer.testing import CliRunner


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EGOV_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def _plain_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_SMTP_HOST", "mail.example.vn")
    monkeypatch.setenv("EGOV_SMTP_FROM", "no-reply@example.vn")
    monkeypatch.setenv("EGOV_SMTP_SECURITY", "none")


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["realm", "lint", *arguments])


def test_every_province_is_as_it_should_be_and_nothing_is_written(var: Path) -> None:
    ended = lint()

    assert ended.exit_code == 0
    assert sorted(ended.output.splitlines()) == sorted(
        f"{name}: no findings" for name in load_all()
    )
    assert not var.exists()


@pytest.mark.usefixtures("var", "_plain_mail")
def test_what_has_to_be_done_is_said_with_how_to_fix_it() -> None:
    ended = lint("danang")

    assert ended.exit_code == 2
    assert ended.output.splitlines() == [
        "danang: 1 finding",
        "  error mail-encrypted",
        "    realm, smtpServer mail.example.vn is spoken to in the clear",
        "    Fix: `EGOV_SMTP_SECURITY=tls`, or `starttls`.",
    ]


@pytest.mark.usefixtures("var", "_plain_mail")
def test_programs_are_told_the_same(tmp_path: Path) -> None:
    log = tmp_path / "lint.sarif"

    ended = lint("danang", "quang-nam", "--json", "--sarif", str(log))

    assert ended.exit_code == 2
    assert [each["realm"] for each in json.loads(ended.output)] == ["danang", "quang-nam"]
    assert len(json.loads(log.read_text(encoding="utf-8"))["runs"][0]["results"]) == 2


@pytest.mark.usefixtures("var")
def test_unknown_province_is_told() -> None:
    ended = lint("atlantis")

    assert ended.exit_code == 1
    assert "atlantis" in str(ended.exception)
