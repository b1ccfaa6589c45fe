"""A real slapd with the seed of both tenants, started once for each test run."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from egov_idp.local import slapd
from egov_idp.local.layout import Layout
from egov_idp.local.process import Process
from egov_idp.local.supervisor import Supervisor
from egov_idp.people.load import password_ref
from egov_idp.policy.day import today
from egov_idp.secrets import SecretStore
from egov_ldap import Directory, Person, ServiceAccount, tree
from ldap3 import EXTERNAL, NONE, SASL, Connection, Server

from tests.support._ports import free_ports
from tests.support._tenants import TENANTS as DIRECTORY_TENANTS


@dataclass(frozen=True, kw_only=True)
class RunningDirectory:
    """slapd as `./egov up` runs it, and how a test gets in."""

    layout: Layout
    servers: Supervisor
    _opened: dict[tuple[str, ServiceAccount], Directory] = field(default_factory=dict)

    @property
    def process(self) -> Process:
        return self.servers.running("slapd")

    @property
    def url(self) -> str:
        return slapd.url(self.layout)

    @property
    def secrets(self) -> SecretStore:
        return SecretStore(self.layout.secrets)

    def password(self, tenant: str, account: ServiceAccount) -> str:
        return self.secrets.password(password_ref(tenant, "ldap", account))

    def open(self, tenant: str, account: ServiceAccount = "writer") -> Directory:
        """Our own way in; closed when the server's fixture ends."""
        if (tenant, account) not in self._opened:
            password = self.password(tenant, account)
            opened = Directory(url=self.url, tenant=tenant, account=account, password=password)
            self._opened[tenant, account] = opened
        return self._opened[tenant, account]

    def close(self) -> None:
        for each in self._opened.values():
            each.close()

    def person(self, tenant: str, username: str) -> Person:
        person = self.open(tenant).find_person_by_uid(username)
        assert person, f"the seed of {tenant} has no {username}"
        return person

    @contextmanager
    def signed_in(self, dn: str, password: str) -> Iterator[Connection]:
        """A plain connection, for what our own code would never ask."""
        server = Server(self.url, get_info=NONE)
        with _bound(Connection(server, dn, password, check_names=False)) as found:
            yield found

    @contextmanager
    def account(self, tenant: str, account: ServiceAccount) -> Iterator[Connection]:
        dn, password = tree.service(tenant, account), self.password(tenant, account)
        with self.signed_in(dn, password) as found:
            yield found

    @contextmanager
    def local_admin(self) -> Iterator[Connection]:
        """The operating-system user who runs slapd, over its socket."""
        server = Server(slapd.socket_url(self.layout), get_info=NONE)
        external = {"authentication": SASL, "sasl_mechanism": EXTERNAL, "sasl_credentials": ""}
        with _bound(Connection(server, **external, check_names=False)) as found:
            yield found

    @contextmanager
    def killed(self) -> Iterator[None]:
        """It is gone without a word, until the supervisor starts it again."""
        os.kill(self.process.pid, signal.SIGKILL)
        try:
            yield
        finally:
            ready, give_up = self.process.service.ready, time.monotonic() + 30
            while not ready():
                assert time.monotonic() < give_up, "slapd did not come back"
                self.servers.tend()
                time.sleep(0.1)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and answers nothing."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            self._wait_until_stopped()
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)

    def _wait_until_stopped(self) -> None:
        # The signal is sent to one thread after another: a quick question would still be answered.
        tasks = Path(f"/proc/{self.process.pid}/task")
        while any(") T " not in (each / "stat").read_text() for each in tasks.iterdir()):
            time.sleep(0.01)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The seed in databases, with its passwords: loaded once for each test run, to be copied."""
    layout = Layout(var=tmp_path_factory.mktemp("loaded"), ports=free_ports())
    slapd.prepare(layout, DIRECTORY_TENANTS, SecretStore(layout.secrets), on=today())
    return layout


@pytest.fixture(scope="session")
def directory(loaded: Layout, layout: Layout, servers: Supervisor) -> Iterator[RunningDirectory]:
    """The test run's directory; a test that changes it puts back what it changed."""
    copy_loaded(loaded, layout)
    running = start_directory(layout, servers)
    yield running
    running.close()


@pytest.fixture
def own_servers(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(
        records=tmp_path / "run", logs=tmp_path / "log", say=lambda name, line: None
    ) as running:
        yield running


@pytest.fixture
def own_directory(
    loaded: Layout, tmp_path: Path, own_servers: Supervisor
) -> Iterator[RunningDirectory]:
    """A directory of one test, to be stopped, broken and filled as it likes."""
    layout = Layout(var=tmp_path, cache=tmp_path, ports=free_ports())
    copy_loaded(loaded, layout)
    running = start_directory(layout, own_servers)
    yield running
    running.close()


def copy_loaded(loaded: Layout, layout: Layout) -> None:
    # A database file is 1 GiB long and nearly all hole: `shutil` would write it out.
    command = ["cp", "--archive", "--sparse=always", f"{loaded.var}/.", str(layout.var)]
    subprocess.run(command, check=True)


def start_directory(
    layout: Layout, servers: Supervisor, tenants: tuple[str, ...] = DIRECTORY_TENANTS
) -> RunningDirectory:
    secrets = SecretStore(layout.secrets)
    slapd.prepare(layout, tenants, secrets, on=today())
    servers.start(slapd.service(layout))
    return RunningDirectory(layout=layout, servers=servers)


@contextmanager
def _bound(connection: Connection) -> Iterator[Connection]:
    connection.raise_exceptions = True
    try:
        connection.open()
        connection.bind()
        yield connection
    finally:
        if connection.socket:
            connection.socket.close()
