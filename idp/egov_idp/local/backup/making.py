"""``./egov backup``: a platform's whole state into one file."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from egov_idp.local import keycloak, records, wipe
from egov_idp.local.backup import archive, directory, h2
from egov_idp.local.backup.errors import PlatformBusy
from egov_idp.local.backup.manifest import Manifest
from egov_idp.local.backup.taking import Taking
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import only_one
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def run(settings: LauncherSettings, terminal: Terminal, file: Path) -> Manifest:
    """Back the platform up, running or not; answers what is in ``file`` then.

    Raises the errors of this package; no file is left of a backup that failed.
    """
    layout = settings.layout()
    with archive.place(file) as beside, only_one(layout) as stopped:
        _check_state(layout, stopped)
        with terminal.step("Keycloak, fetched and prepared"):
            home = keycloak.provide(layout, terminal.note, settings.keycloak_home)
        manifest = write(layout, terminal, home, beside, running=not stopped)
    terminal.note(f"{file}, {file.stat().st_size} bytes: {manifest.summary()}")
    terminal.note("It holds every key and password: keep it where nobody else reads it.")
    return manifest


def write(layout: Layout, terminal: Terminal, home: Path, file: Path, *, running: bool) -> Manifest:
    """Fill ``file``; of a platform that does not run its lock must be held."""
    with _work_folder(layout) as folder:
        taking = Taking(layout=layout, folder=folder)
        with terminal.step("Copying directory, databases, Keycloak and keys"):
            taking.copy(running=running)
        if running:
            terminal.note(f"  People were kept waiting for {taking.pause:.1f} s.")
        with terminal.step("Counting"):
            manifest = taking.describe(home)
        with terminal.step("Packing"):
            archive.write(file, taking.content, manifest)
    return manifest


def has_data(layout: Layout) -> bool:
    """Whether there is a directory and a Keycloak to back up."""
    return bool(directory.list_tenants(layout)) and h2.database(layout).exists()


def _check_state(layout: Layout, stopped: bool) -> None:
    if stopped:
        check_nothing_runs(layout)
        wipe.complete(layout)
    else:
        _check_serving(layout)
    if not has_data(layout):
        raise PlatformBusy("There is no data yet", "Start the platform first: ./egov up")


def check_nothing_runs(layout: Layout) -> None:
    """Raise `PlatformBusy` if a process goes on whose supervisor is gone."""
    if any(record.state != "ended" for record in records.list_all(layout.run)):
        raise PlatformBusy("Processes of an earlier run are still there", "End them: ./egov down")


def _check_serving(layout: Layout) -> None:
    supervisor = records.find_supervisor(layout.run)
    if supervisor is None:
        raise PlatformBusy("Another backup or restore is under way", "Wait until it is done.")
    if supervisor.phase != "serving":
        raise PlatformBusy(
            f"The platform is {supervisor.phase}", "Wait until ./egov status is ready."
        )


@contextmanager
def _work_folder(layout: Layout) -> Iterator[Path]:
    """A folder for one backup at a time; what an interrupted one left in it is taken away."""
    folder = layout.var / "backing-up"
    layout.run.mkdir(parents=True, exist_ok=True)
    with (layout.run / "backup.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PlatformBusy("Another backup is under way", "Wait until it is done.") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
