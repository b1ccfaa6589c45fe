"""``./egov up``: from an empty checkout to a platform that runs, in the written order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from types import FrameType

from egov_idp.local import assets, keycloak, packages, platform, ports, tables
from egov_idp.local.errors import PortTaken
from egov_idp.local.layout import Layout, Ports
from egov_idp.local.platform import Platform
from egov_idp.local.supervisor import Supervisor, only_one
from egov_idp.local.terminal import Terminal
from egov_idp.people.accounts import accounts
from egov_idp.policy.day import today
from egov_idp.settings import LauncherSettings

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(settings: LauncherSettings, terminal: Terminal) -> int:
    """Start the platform and keep it running until a signal comes; answers the exit code."""
    layout = settings.layout()
    with only_one(layout) as alone:
        if not alone:
            terminal.note(f"The platform is running already ({layout.var}); nothing was done.")
            return 0
        with _signals_interrupt():
            return _run(settings, layout, terminal)


def _run(settings: LauncherSettings, layout: Layout, terminal: Terminal) -> int:
    described = platform.describe(layout)
    serving = False
    try:
        with Supervisor(
            records=layout.var / "run", logs=layout.logs, say=terminal.say
        ) as supervisor:
            _start(settings, described, supervisor, terminal)
            serving = True
            supervisor.watch()
    except KeyboardInterrupt:
        terminal.note("Everything that was started here is stopped.")
    return 0 if serving else 130


def _start(
    settings: LauncherSettings, described: Platform, supervisor: Supervisor, terminal: Terminal
) -> None:
    check_ports(described.layout.ports)
    packages.ensure(packages.TO_RUN, described.layout.logs, terminal)
    assets.build(terminal)
    with terminal.step("Keycloak, fetched and prepared"):
        home = keycloak.provide(described.layout, terminal.note, settings.keycloak_home)
    platform.start(described, supervisor, home, terminal.step)
    _show(described, terminal)


def _show(described: Platform, terminal: Terminal) -> None:
    people = accounts(described.secrets, described.settings.tenants, on=today())
    terminal.print(tables.addresses(described))
    terminal.print(tables.accounts(tables.one_of_each_kind(people)))
    terminal.note("All accounts: ./egov accounts. Stop everything: Ctrl-C.")


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
