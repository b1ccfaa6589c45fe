"""The platform as ``docker compose`` runs it, in a project and on ports of its own."""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from egov_idp.local.layout import ROOT, Layout, Ports
from egov_idp.local.platform import Platform, describe
from egov_idp.people.load import password_ref

from tests.support._ports import free_ports
from tests.support.chromium import Open
from tests.support.pages import Desk

TENANTS = "danang,quang-nam"
BUILD_WITHIN = 1500.0
UP_WITHIN = 900.0
BACK_WITHIN = 300.0

# One for each checkout, so that a run finds what a killed one left behind.
PROJECT = f"egov-test-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The services of ``docker-compose.yml``; ``more`` stands in ``.env`` beside what all have."""

    ports: Ports
    more: Mapping[str, str] = field(default_factory=dict)

    def compose(self, *arguments: str, said: str = "", within: float = BACK_WITHIN) -> str:
        """What ``docker compose`` answers to ``said``; it must succeed."""
        return self.run("docker", "compose", *arguments, said=said, within=within)

    def run(self, *command: str, said: str = "", within: float = BACK_WITHIN) -> str:
        """What a command says that is typed in the checkout."""
        settings = {
            "COMPOSE_PROJECT_NAME": PROJECT,
            "EGOV_TENANTS_CHOSEN": TENANTS,
            "EGOV_PORT_WEB": str(self.ports.web),
            "EGOV_PORT_KEYCLOAK": str(self.ports.keycloak),
            **self.more,
        }
        return _run(*command, said=said, within=within, environment=settings)

    def up(self) -> None:
        try:
            self.compose("up", "--detach", "--wait", within=UP_WITHIN)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            error.add_note(self.compose("logs", "--no-color", "--tail", "30"))
            raise

    def down(self) -> None:
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")

    def exec(self, service: str, *command: str) -> str:
        """What a command says that is run in the container of a service."""
        return self.compose("exec", "--no-TTY", service, *command)

    def accounts(self) -> list[dict[str, str]]:
        """What a technician asks for as the how-to says."""
        said = self.compose(
            *("run", "--rm", "--no-deps", "--no-TTY"), *("secrets", "egov", "accounts", "--json")
        )
        found: list[dict[str, str]] = json.loads(said)
        return found

    def container(self, service: str) -> str:
        return self.compose("ps", "--all", "--quiet", service).strip()

    def inspect(self, service: str, template: str) -> str:
        return _run("docker", "inspect", "--format", template, self.container(service)).strip()

    def kill(self, service: str) -> None:
        """End its processes as a crash does: `docker kill` would count as a wish to stop it."""
        pid = self.inspect(service, "{{.State.Pid}}")
        shell = ("--rm", "--pid=host", "--user=0", "egov-platform", "sh", "-c", f"kill -9 {pid}")
        _run("docker", "run", *shell)

    def wait_until_back(self, service: str, started: str) -> None:
        """Until the container was started after ``started`` and is healthy."""
        give_up = time.monotonic() + BACK_WITHIN
        while True:
            state = self.inspect(service, "{{.State.StartedAt}} {{.State.Health.Status}}").split()
            if state[0] != started and state[1] == "healthy":
                return
            assert time.monotonic() < give_up, self.compose("logs", "--tail", "40", service)
            time.sleep(1)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Built and started once; nothing of it but the images outlives the run."""
    running = Stack(ports=free_ports())
    running.down()
    running.compose("build", within=BUILD_WITHIN)
    try:
        running.up()
        yield running
    finally:
        running.down()


@pytest.fixture(scope="session")
def platform_outside(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """What people know of it: its addresses, and their passwords."""
    described = describe(Layout(var=tmp_path_factory.mktemp("var"), ports=stack.ports))
    for each in stack.accounts():
        path = described.secrets.root / password_ref(each["tenant"], "people", each["username"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(each["password"], encoding="utf-8")
    return described


@pytest.fixture
def desk(platform_outside: Platform, open_browser: Open) -> Desk:
    """A browser in Da Nang that nobody has signed in with."""
    return Desk(context=open_browser(), platform=platform_outside, tenant="danang")


def left_behind() -> dict[str, str]:
    """Containers, volumes and networks of our project."""
    ours = f"label=com.docker.compose.project={PROJECT}"
    kinds = {"container": ["--all"], "volume": [], "network": []}
    return {
        kind: _run("docker", kind, "ls", "--quiet", *options, "--filter", ours)
        for kind, options in kinds.items()
    }


def _run(
    *command: str,
    said: str = "",
    within: float = BACK_WITHIN,
    environment: Mapping[str, str] | None = None,
) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        input=said,
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-5000:]}"
    return done.stdout
