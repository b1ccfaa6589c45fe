"""A platform in containers that was backed up, removed and restored beside a mail server."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT
from playwright.sync_api import expect

from tests.compose.conftest import BACK_WITHIN, PROJECT, UP_WITHIN, Stack
from tests.support.pages import Desk

pytestmark = pytest.mark.compose

BACKUP = str(ROOT / "containers" / "backup.sh")
RESTORE = str(ROOT / "containers" / "restore.sh")
MAIL_GUIDE = ROOT / "docs" / "how-to" / "send-real-mail.md"

POST = f"{PROJECT}-post"
MAIL = {
    "EGOV_SMTP_HOST": "post.example",
    "EGOV_SMTP_PORT": "2525",
    "EGOV_SMTP_SECURITY": "none",
    "EGOV_SMTP_FROM": "khong-tra-loi@{tenant}.example",
}

# What is the same as long as nobody works; sessions and events come and go.
ROWS = """
SELECT schemaname || '.' || relname, xpath('//n/text()', query_to_xml(
    format('SELECT count(*) AS n FROM %I.%I', schemaname, relname), false, true, ''))
FROM pg_stat_user_tables WHERE relname !~ 'session|event|attempt|jgroups|server_config' ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A backup, and what the platform knew when it was made."""

    folder: Path
    known: dict[str, str]


def known(stack: Stack) -> dict[str, str]:
    """Rows of all databases, people with their history, and the realms."""
    rows = ("database", "psql", "--no-psqlrc", "--tuples-only", "--command", ROWS)
    found = {name: stack.exec(*rows, name) for name in ("danang", "quang-nam", "keycloak")}
    for tenant, username in (("danang", "chimd"), ("danang", "annv"), ("quang-nam", "annv")):
        show = ("person", "show", username, "--tenant", tenant, "--json")
        found[f"{username} of {tenant}"] = stack.exec("people", "egov", *show)
    return found


@pytest.fixture(scope="module")
def saved(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Of a platform in which somebody was added, so that it is not the seed."""
    stack.exec("people", "egov", "person", "add", "Mạc Đĩnh Chi", "--username", "chimd")
    folder = tmp_path_factory.mktemp("backups") / "monday"
    before = known(stack)
    stack.run(BACKUP, str(folder), within=UP_WITHIN)
    return Saved(folder=folder, known=before)


@pytest.fixture(scope="module")
def moved(stack: Stack, saved: Saved) -> Iterator[Stack]:
    """Everything removed, then restored, with a mail server named; removed again at the end."""
    stack.down()
    elsewhere = replace(stack, more=MAIL)
    elsewhere.run(RESTORE, str(saved.folder), within=UP_WITHIN)
    yield elsewhere
    elsewhere.down()


def wait_for(holds: Callable[[], bool]) -> None:
    """Until it holds; no longer than a service that comes back may take."""
    give_up = time.monotonic() + BACK_WITHIN
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.5)


@pytest.fixture
def post(moved: Stack) -> Iterator[None]:
    """The mail server, on the one network that sign-in reaches it by."""
    where = ("--network", f"{PROJECT}_mail-outside", "--network-alias", "post.example")
    sink = ("python", "-m", "egov_idp.mail.sink", "/var/lib/egov/mail", "0.0.0.0", "2525")  # noqa: S104
    moved.run("docker", "run", "--detach", "--rm", "--name", POST, *where, "egov-platform", *sink)
    wait_for(lambda: "Keeping mail" in moved.run("docker", "logs", POST))
    yield
    moved.run("docker", "rm", "--force", POST)


def test_backup_is_for_its_owner_alone(saved: Saved) -> None:
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in saved.folder.iterdir()}

    assert modes == dict.fromkeys(
        ("SHA256SUMS", "databases.sql", "directory.tar", "secrets.tar"), "0o600"
    )
    assert oct(saved.folder.stat().st_mode & 0o777) == "0o700"


def test_backup_leaves_the_platform_running(stack: Stack, saved: Saved, desk: Desk) -> None:
    stack.up()

    assert desk.tab().open("portal").sign_in("annv").tiles


def test_restore_over_data_is_refused(stack: Stack, saved: Saved) -> None:
    with pytest.raises(AssertionError, match="There are databases already; nothing was restored"):
        stack.run(RESTORE, str(saved.folder), within=UP_WITHIN)


def test_backup_that_was_changed_is_refused(stack: Stack, saved: Saved, tmp_path: Path) -> None:
    shutil.copytree(saved.folder, changed := tmp_path / "changed")
    with (changed / "databases.sql").open("r+", encoding="utf-8") as file:
        file.truncate(10_000)

    with pytest.raises(AssertionError, match=r"databases\.sql: FAILED"):
        stack.run(RESTORE, str(changed))


def test_what_was_backed_up_is_there_after_all_was_lost(moved: Stack, saved: Saved) -> None:
    assert known(moved) == saved.known


def test_people_sign_in_and_work_on_after_a_restore(moved: Stack, desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv").open_tile("onestop")

    assert tab.listed(tab.record_dossier())


def test_mail_reaches_the_server_that_is_named(post: None, moved: Stack, desk: Desk) -> None:
    tab = desk.tab().open("portal")
    tab.page.click("#egov-forgotten")
    tab.page.fill("input[name=username]", "annv")
    tab.page.click("#kc-reset-password-form button")
    expect(tab.page.locator(".govuk-notification-banner--success")).to_be_visible()

    # The answer does not wait for the mail, so that it is the same for names nobody has.
    mail = ("docker", "exec", POST, "egov", "mail")
    wait_for(lambda: "No message" not in moved.run(*mail))
    letter = moved.run(*mail, "show")

    assert "khong-tra-loi@danang.example" in letter


def test_password_of_the_mail_server_is_put_where_the_guide_says(moved: Stack) -> None:
    (line,) = re.findall(r"docker compose (run .*smtp/password)", MAIL_GUIDE.read_text("utf-8"))
    moved.compose(*line.split(), said="kín")

    once = ("run", "--rm", "--no-deps", "--no-TTY", "secrets")
    assert moved.compose(*once, "cat", "/var/lib/egov/secrets/smtp/password") == "kín"
