"""A restore or a backup that is killed at any moment: the old state or the new one, never half."""

import random
import signal
import subprocess
from pathlib import Path

import pytest
from egov_idp.local import wipe
from egov_idp.local.backup import archive, directory, swap
from egov_idp.local.layout import ROOT, Layout

from tests.integration.backup._small import small_platform
from tests.support._launcher import EGOV, Place

ATTEMPTS = 6
DEEP_ATTEMPTS = 40


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, loaded: Layout) -> Place:
    return small_platform(tmp_path_factory.mktemp("small"), loaded)


@pytest.fixture(scope="module")
def file(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup; the state it holds says ``backed up`` in its secrets."""
    made = tmp_path_factory.mktemp("backups") / "backup"
    mark(place, "backed up")
    assert place.run("backup", str(made)).returncode == 0
    return made


def mark(place: Place, word: str) -> None:
    """Say in the state itself which one it is: in two parts, to see them mixed."""
    (place.layout.secrets / "mark").write_text(word, encoding="utf-8")
    (place.layout.databases / "mark").write_text(word, encoding="utf-8")


def marks(place: Place) -> set[str]:
    files = (place.layout.secrets / "mark", place.layout.databases / "mark")
    # The databases of a backup hold no other file.
    return {each.read_text(encoding="utf-8") if each.exists() else "backed up" for each in files}


def parts(place: Place) -> set[str]:
    return {part for part in swap.PARTS if (place.var / part).exists()}


def delays(attempts: int) -> list[float]:
    """Seconds, the same ones in every run."""
    chosen = random.Random(20260302)  # noqa: S311 - no secret
    return [chosen.uniform(0.2, 8) for _ in range(attempts)]


def killed(place: Place, after: float, *command: str) -> bool:
    """Whether it was killed before it was done."""
    running = subprocess.Popen(
        [*EGOV, *command],
        cwd=ROOT,
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        running.wait(after)
    except subprocess.TimeoutExpired:
        running.kill()
    return running.wait() == -signal.SIGKILL


def restore_and_kill(place: Place, file: Path, after: float) -> None:
    mark(place, "before")
    was = parts(place)

    cut = killed(place, after, "restore", str(file), "--yes")
    assert place.run("status").returncode == 3  # any command completes it

    (word,) = marks(place)
    assert cut or word == "backed up"
    assert {"ldap", "keycloak", "db", "secrets", "platform.json"} <= parts(place) & (
        was | parts(place)
    )
    assert not swap.folder(place.layout).exists()


@pytest.mark.parametrize("after", delays(ATTEMPTS))
def test_a_killed_restore_leaves_the_old_state_or_the_new(
    place: Place, file: Path, after: float
) -> None:
    restore_and_kill(place, file, after)


@pytest.mark.deep
@pytest.mark.parametrize("after", delays(DEEP_ATTEMPTS))
def test_a_restore_killed_at_many_moments_leaves_the_old_state_or_the_new(
    place: Place, file: Path, after: float
) -> None:
    restore_and_kill(place, file, after)


def test_a_reset_that_was_cut_short_does_not_wipe_what_is_restored(
    place: Place, file: Path
) -> None:
    wipe.begin(place.layout)
    assert place.run("restore", str(file), "--yes").returncode == 0

    wipe.complete(place.layout)

    assert marks(place) == {"backed up"}
    assert directory.list_tenants(place.layout) == ["danang", "quang-nam"]


def test_a_killed_backup_leaves_no_half_file_and_the_next_one_works(
    place: Place, tmp_path: Path
) -> None:
    made = tmp_path / "made" / "backup"
    made.parent.mkdir()
    for after in (0.5, 2, 4):
        done = not killed(place, after, "backup", str(made))
        # One killed after its last step has its file, and that is a good one.
        if done or made.exists():
            (looked := tmp_path / f"{after}").mkdir()
            archive.unpack(made, looked, lambda _manifest: None)
            made.unlink()

    assert place.run("backup", str(made)).returncode == 0
    assert [path.name for path in made.parent.iterdir()] == ["backup"]
    assert not (place.var / "backing-up").exists()
