"""Commands about people on the running platform: what they print, keep to themselves, and end."""

import subprocess
from pathlib import Path

import pytest
from egov_idp.local.layout import Layout

from tests.integration.kit.conftest import Visitor
from tests.support._browser import Page
from tests.support._office import who_runs_this
from tests.support.technician import Commands

CHOSEN = "Cua-rieng.Minh-2026"


def first_sign_in(visitor: Visitor, username: str, password: str) -> Page:
    page = visitor.browser.sign_in(visitor.go("portal"), username, password)
    form = page.form("password-new")
    return visitor.browser.submit(form, **{"password-new": CHOSEN, "password-confirm": CHOSEN})


def test_one_time_password_is_printed_once_and_kept_nowhere(
    commands: Commands, layout: Layout
) -> None:
    printed = commands.run("person", "add", "Mạc Đĩnh Chi")
    assert printed.returncode == 0, printed.stderr
    assert "user name chimd" in printed.stdout
    (line,) = (each for each in printed.stdout.splitlines() if "One-time password" in each)
    password = line.split()[-1]
    assert len(password.split("-")) == 4

    shown = commands.run("person", "show", "chimd").stdout
    assert "person.one-time-password" in shown
    assert password not in shown
    assert files_with(password, layout.var) == []


def files_with(text: str, folder: Path) -> list[str]:
    found = subprocess.run(
        ["grep", "--recursive", "--files-with-matches", "--text", "--devices=skip", text, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.splitlines()


def test_new_password_ends_the_old_one_and_open_sessions(
    commands: Commands, visitor: Visitor
) -> None:
    first = commands.told("person", "add", "Mạc Thị Bưởi")["one_time_password"]
    commands.told("person", "post", "add", "buoimt", "--unit", "H17.08", "--title", "clerk")
    first_sign_in(visitor, "buoimt", first)
    assert visitor.go("onestop", "/ho-so").status == 200

    second = commands.told("person", "reset-password", "buoimt")["one_time_password"]

    assert visitor.go("onestop", "/ho-so").asks_for("password")
    page = visitor.browser.sign_in(visitor.go("portal"), "buoimt", CHOSEN)
    assert page.asks_for("password")
    page = visitor.browser.sign_in(page, "buoimt", second)
    assert page.asks_for("password-new")


def test_second_factor_that_was_lost_is_reset_and_open_sessions_end(
    commands: Commands, visitor: Visitor
) -> None:
    first = commands.told("person", "add", "Mạc Thị Mất")["one_time_password"]
    first_sign_in(visitor, "matmt", first)

    done = commands.run("person", "reset-second-factor", "matmt")

    assert (done.returncode, "has no second factor" in done.stdout) == (0, True)
    assert visitor.go("portal").asks_for("password")
    history = commands.told("person", "show", "matmt")["history"]
    assert (history[0]["action"], history[0]["state"]) == ("person.reset-second-factor", "done")


def test_who_leaves_is_out_at_once_and_does_not_come_back(
    commands: Commands, visitor: Visitor
) -> None:
    first = commands.told("person", "add", "Mạc Văn Hưu")["one_time_password"]
    commands.told("person", "post", "add", "huumv", "--unit", "H17.08", "--title", "clerk")
    first_sign_in(visitor, "huumv", first)
    assert visitor.go("onestop", "/ho-so").status == 200

    done = commands.run("person", "leave", "huumv")

    assert (done.returncode, "has left" in done.stdout) == (0, True)
    page = visitor.go("onestop", "/ho-so")
    assert page.asks_for("password")
    assert visitor.browser.sign_in(page, "huumv", CHOSEN).asks_for("password")
    assert "has left already" in commands.run("person", "leave", "huumv").stdout
    assert commands.run("person", "restore", "huumv").returncode == 1


def test_change_is_noted_with_the_user_of_the_system_who_gave_the_command(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setenv("EGOV_OPERATOR", "Lê Thị Lan")
    commands.told("person", "add", "Mạc Văn Úy")
    (added,) = (
        record
        for record in commands.told("person", "show", "uymv")["history"]
        if record["action"] == "person.add"
    )

    assert added["actor"] == f"os:{who_runs_this()} (claimed: Lê Thị Lan)"
    assert added["state"] == "done"
    assert added["after"]["username"] == "uymv"


def test_what_is_so_already_is_told_so(commands: Commands) -> None:
    for words, said in (
        (("person", "grants", "--refresh"), "Everybody's grants are right"),
        (("person", "lock", "thuydt", "--reason", "như trước"), "was locked already"),
        (("person", "restore", "annv"), "is active already"),
    ):
        done = commands.run(*words)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout


def test_what_cannot_be_done_is_one_text_that_says_what_to_do(commands: Commands) -> None:
    done = commands.run("person", "show", "annv9")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Nobody has the user name annv9. Find it with ./egov person list --text WORDS.\n"
    )


@pytest.mark.parametrize("words", [["person", "grants"], ["person", "grants", "a", "--refresh"]])
def test_wrong_usage_is_told_apart(commands: Commands, words: list[str]) -> None:
    assert commands.run(*words).returncode == 2
