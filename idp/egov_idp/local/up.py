"""``./egov up``: from an empty checkout to a platform that runs, in the written order."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from types import FrameType

from egov_kit.vietnam import VIETNAM

from egov_idp.local import (
    assets,
    choices,
    hourly,
    keycloak,
    log,
    packages,
    platform,
    ports,
    provinces,
    records,
    stamp,
    tables,
    tenants,
    trial,
    upgrade,
    welcome,
    wipe,
)
from egov_idp.local.backup import swap
from egov_idp.local.choices import Choices
from egov_idp.local.errors import PortTaken
from egov_idp.local.hourly import Hourly
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.local.process import Say
from egov_idp.local.records import Phase, SupervisorRecord
from egov_idp.local.reload import Reloader
from egov_idp.local.sources import Sources
from egov_idp.local.supervisor import Supervisor, only_one
from egov_idp.local.tenants import Asked, Taker
from egov_idp.local.terminal import Terminal
from egov_idp.people.accounts import accounts
from egov_idp.policy.day import today
from egov_idp.realms.spec import REALMS
from egov_idp.settings import LauncherSettings

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(
    settings: LauncherSettings, terminal: Terminal, chosen: Choices, *, background: bool = False
) -> int:
    """Start the platform and keep it running until a signal comes; answers the exit code.

    ``chosen`` is kept for all later commands.
    In the ``background`` the terminal is a log: it gets our own lines alone, and no password.
    """
    layout = settings.layout()
    with only_one(layout) as alone:
        if not alone:
            terminal.note(f"The platform is running already ({layout.var}); nothing was done.")
            return 0
        swap.finish(layout)  # a restore that was interrupted since this command began
        stamp.refuse_newer(layout)
        choices.write(layout, chosen)
        with _signals_interrupt(), tenants.listening() as asked:
            return _run(settings, layout, terminal, background, asked)


def show(described: Platform, terminal: Terminal) -> None:
    """Print where to go, and one account of each kind of the tenant that serves first."""
    settings = described.settings
    first = {described.first: settings.tenants[described.first]}
    people = accounts(described.secrets, first, on=today(), scheme=settings.scheme)
    terminal.print(tables.addresses(described))
    if waiting := len(described.realms) - 1:
        terminal.note(f"{described.first} serves; {waiting} more follow: ./egov status")
    for line in welcome.to_browsers(described):
        terminal.note(line)
    terminal.print(tables.accounts(tables.one_of_each_kind(people)))


def _run(
    settings: LauncherSettings, layout: Layout, terminal: Terminal, background: bool, asked: Asked
) -> int:
    serving = False
    say = _own_lines(layout, terminal) if background else terminal.say
    record = partial(_record, layout, background)
    try:
        record("starting")
        with Supervisor(records=layout.run, logs=layout.logs, say=say) as supervisor:
            try:
                described = _start(settings, layout, supervisor, terminal, background)
                serving = True
                record("serving")
                supervisor.watch(_watching(described, supervisor, asked, say))
            finally:
                record("stopping")
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
) -> Platform:
    described = platform.describe(layout)
    wipe.complete(layout)
    check_ports(layout.taken_ports)
    packages.ensure(packages.TO_RUN, layout.logs, terminal)
    assets.build(terminal)
    with terminal.step("Keycloak, fetched and prepared"):
        home = keycloak.provide(layout, terminal.note, settings.keycloak_home)
    upgrade.begin(layout, home, terminal)
    platform.start(described, supervisor, home, terminal.step, terminal.note)
    supervisor.start(provinces.service(layout))
    if not background:
        show(described, terminal)
        terminal.note("All accounts: ./egov accounts. Stop everything: Ctrl-C.")
    return described


def _watching(
    described: Platform, supervisor: Supervisor, asked: Asked, say: Say
) -> Callable[[], None]:
    """Tenants are taken when somebody asks; changed files while one develops, or at a start."""
    layout = described.layout
    dated = Hourly(supervisor, hourly.service(layout), hourly.Declarations(layout))
    if described.settings.environment == "production":
        tended = [Taker(layout, supervisor, asked, say).tend, dated.tend]
    else:
        taker = Taker(layout, supervisor, asked, say, files=Sources([REALMS]))
        reloader = Reloader(supervisor, trial.service(layout), say)
        tended = [taker.tend, reloader.tend, dated.tend]

    def tend() -> None:
        for each in tended:
            try:
                each()
            except Exception as error:  # whatever it is, the platform goes on
                say("egov", f"{type(error).__name__}: {error}")

    return tend


def _own_lines(layout: Layout, terminal: Terminal) -> Say:
    """What the supervisor says and how far it is, and when; each process has a log of its own."""

    def say(name: str, line: str) -> None:
        if name in ("egov", "provinces"):
            log.begin_anew_if_long(log.path(layout, log.LAUNCHER))
            text = line if name == "egov" else f"{name}: {line}"
            terminal.note(f"{datetime.now(VIETNAM):%Y-%m-%d %H:%M:%S} {text}")

    return say


def _record(layout: Layout, background: bool, phase: Phase) -> None:
    pid = os.getpid()
    record = SupervisorRecord(
        pid=pid,
        started=records.started(pid),
        phase=phase,
        since=datetime.now(UTC),
        background=background,
        hears=True,
    )
    records.write_supervisor(layout.run, record)


def check_ports(wanted: Mapping[str, int]) -> None:
    """Raise `PortTaken` for the first port somebody else listens on, before anything is begun."""
    for name, port in wanted.items():
        if not ports.is_free(port):
            raise PortTaken(name, port, ports.find_holder(port), f"EGOV_PORT_{name.upper()}")


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
