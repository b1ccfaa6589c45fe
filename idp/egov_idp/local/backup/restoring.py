"""``./egov restore``: a platform's whole state from one file."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from egov_idp.local import keycloak, packages, platform, wipe
from egov_idp.local.backup import swap
from egov_idp.local.backup.errors import DataThere, PlatformBusy
from egov_idp.local.backup.loading import Loading
from egov_idp.local.backup.making import check_nothing_runs, has_data
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import only_one
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def run(settings: LauncherSettings, terminal: Terminal, file: Path, *, replace: bool) -> None:
    """Put the state of ``file`` in place; ``replace`` says that there may be data already.

    What is there stays until the whole file was checked, loaded beside and counted. Raises the
    errors of this package.
    """
    layout = settings.layout()
    with only_one(layout) as alone:
        if not alone:
            raise PlatformBusy("The platform is running", "Stop it first: ./egov down")
        check_nothing_runs(layout)
        swap.finish(layout)  # one that was decided and interrupted since this command began
        wipe.complete(layout)  # or the next start would wipe what is restored now
        packages.ensure(packages.TO_RUN, layout.logs, terminal)
        with terminal.step("Keycloak, fetched and prepared"):
            home = keycloak.provide(layout, terminal.note, settings.keycloak_home)
        kept = layout.var / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        try:
            issuers = _make_new(Loading(layout=layout, file=file), home, terminal, replace)
            swap.decide(layout, kept.name)
        finally:
            swap.finish(layout)
    _say_what_is_next(layout, issuers, kept, terminal)


def resume(layout: Layout, terminal: Terminal) -> None:
    """End a restore that was interrupted; nothing to end, or one under way, is no error."""
    if not swap.folder(layout).exists():
        return
    with only_one(layout) as alone:
        if alone and swap.finish(layout):
            terminal.note("A restore that had been interrupted is complete now.")


def _make_new(loading: Loading, home: Path, terminal: Terminal, replace: bool) -> Mapping[str, str]:
    """Answers the addresses at which people signed in, by tenant."""
    with terminal.step(f"Checking {loading.file}"):
        manifest = loading.unpack()
    terminal.note(manifest.summary())
    if has_data(loading.layout) and not replace:
        raise DataThere(loading.layout.var, loading.file)
    with terminal.step("Loading the directory"):
        loading.load(manifest)
    with terminal.step("Counting"):
        loading.check(manifest, home)
    return manifest.issuers


def _say_what_is_next(
    layout: Layout, issuers: Mapping[str, str], kept: Path, terminal: Terminal
) -> None:
    terminal.note("Restored: everything is there that the manifest counts.")
    if kept.exists():
        terminal.note(f"What was there before lies in {kept}; delete it when it is not needed.")
    here = {name: each.issuer for name, each in platform.describe(layout).settings.tenants.items()}
    if moved := sorted(name for name in issuers if here.get(name, issuers[name]) != issuers[name]):
        name = moved[0]
        terminal.note(
            f"People signed in at {issuers[name]} and will at {here[name]}: the next start brings "
            "realms and modules to the new addresses, and who was signed in signs in again."
        )
    terminal.note("Start the platform: ./egov up")
