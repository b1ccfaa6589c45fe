"""``./egov up``: from an empty checkout to a platform that runs, in the written order."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from types import FrameType

from egov_kit.vietnam import VIETNAM

from egov_idp.local import assets, keycloak, packages, platform, ports, records, tables
from egov_idp.local.errors import PortTaken
from egov_idp.local.layout import Layout, Ports
from egov_idp.local.platform import Platform
from egov_idp.local.process import Say
from egov_idp.local.records import Phase, SupervisorRecord
from egov_idp.local.supervisor import Supervisor, only_one
from egov_idp.local.terminal import Terminal
from egov_idp.people.accounts import accounts
from egov_idp.policy.day import today
from egov_idp.settings import LauncherSettings

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(settings: LauncherSettings, terminal: Terminal, *, background: bool = False) -> int:
    """Start the platform and keep it running until a signal comes; answers the exit code.

    In the ``background`` the terminal is a log: it gets our own lines alone, and no password.
    """
    layout = settings.layout()
    with only_one(layout) as alone:
        if not alone:
            terminal.note(f"The platform is running already ({layout.var}); nothing was done.")
            return 0
        with _signals_interrupt():
            return _run(settings, layout, terminal, background)


def show(described: Platform, terminal: Terminal) -> None:
    """Print where to go, and one account of each kind."""
    people = accounts(described.secrets, described.settings.tenants, on=today())
    terminal.print(tables.addresses(described))
    terminal.print(tables.accounts(tables.one_of_each_kind(people)))


def _run(settings: LauncherSettings, layout: Layout, terminal: Terminal, background: bool) -> int:
    serving = False
    say = _own_lines(terminal) if background else terminal.say
    try:
        _record(layout, "starting")
        with Supervisor(records=layout.run, logs=layout.logs, say=say) as supervisor:
            try:
                _start(settings, layout, supervisor, terminal, background)
                serving = True
                _record(layout, "serving")
                supervisor.watch()
            finally:
                _record(layout, "stopping")
    except KeyboardInterrupt:
        terminal.note("Everything that was started here is stopped.")
    finally:
        records.remove_supervisor(layout.run)
    return 0 if serving else 130


def _start(
    settings: LauncherSettings,
    layout: Layout,
    supervisor: Supervisor,
    terminal: Terminal,
    background: bool,
) -> None:
    described = platform.describe(layout)
    check_ports(layout.ports)
    packages.ensure(packages.TO_RUN, layout.logs, terminal)
    assets.build(terminal)
    with terminal.step("Keycloak, fetched and prepared"):
        home = keycloak.provide(layout, terminal.note, settings.keycloak_home)
    platform.start(described, supervisor, home, terminal.step)
    if not background:
        show(described, terminal)
        terminal.note("All accounts: ./egov accounts. Stop everything: Ctrl-C.")


def _own_lines(terminal: Terminal) -> Say:
    """Only what the supervisor says, and when; the lines of each process are in its own log."""

    def say(name: str, line: str) -> None:
        if name == "egov":
            terminal.note(f"{datetime.now(VIETNAM):%Y-%m-%d %H:%M:%S} {line}")

    return say


def _record(layout: Layout, phase: Phase) -> None:
    pid, now = os.getpid(), datetime.now(UTC)
    record = SupervisorRecord(pid=pid, started=records.started(pid), phase=phase, since=now)
    records.write_supervisor(layout.run, record)


def check_ports(wanted: Ports) -> None:
    """Raise `PortTaken` for the first port somebody else listens on, before anything is begun."""
    for field in fields(Ports):
        port = getattr(wanted, field.name)
        if not ports.is_free(port):
            setting = f"EGOV_PORT_{field.name.upper()}"
            raise PortTaken(field.name, port, ports.find_holder(port), setting)


@contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Take SIGTERM and a closed terminal as Ctrl-C, once: what comes later must not cut the end."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
