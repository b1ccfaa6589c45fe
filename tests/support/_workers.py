"""Workers: processes of the platform's own web server, which share nothing but a store."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from egov_idp.local import web
from egov_kit.settings import Settings

from tests.support.op import CLIENT_KEY
from tests.support.web import HOST

ROOT = Path(__file__).parents[2]
READY_WITHIN = 60.0
THREADS = 8
"""Requests that a worker serves at once."""


@dataclass(frozen=True, kw_only=True)
class Worker:
    """One process of the web server, at a port of its own."""

    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, cookie: Mapping[str, str]) -> int:
        """The status of a page that a browser with this cookie goes to."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = "; ".join(f"{name}={value}" for name, value in cookie.items())
        try:
            connection.request("GET", path, headers={"Host": HOST, "Cookie": sent})
            return connection.getresponse().status
        finally:
            connection.close()

    def order(self, logout_token: str) -> int:
        """What a provider is answered that posts a logout token."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            path = "/onestop/oidc/backchannel-logout"
            connection.request("POST", path, urlencode({"logout_token": logout_token}), form)
            return connection.getresponse().status
        finally:
            connection.close()

    def kill(self) -> None:
        """End what serves, as the kernel does when memory is short: kill -9, no last word."""
        for child in _children(self.process.pid):
            os.kill(child, signal.SIGKILL)

    def answers(self) -> bool:
        """Whether it serves."""
        try:
            return self.get("/healthz", {}) == 200
        except (OSError, http.client.HTTPException):
            return False


@contextmanager
def running(settings: Settings, count: int) -> Iterator[list[Worker]]:
    """As many workers, each with these settings."""
    _write_key(settings)
    with ExitStack() as stack:
        made = [stack.enter_context(_one(settings)) for _ in range(count)]
        for each in made:
            wait_for(each)
        yield made


@contextmanager
def listening(settings: Settings) -> Iterator[Worker]:
    """The process that takes a provider's orders."""
    with _one(settings, "internal") as made:
        wait_for(made)
        yield made


def wait_for(worker: Worker) -> None:
    """Until it serves, for the first time or again."""
    give_up = time.monotonic() + READY_WITHIN
    while not worker.answers():
        if worker.process.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError("a worker does not serve")
        time.sleep(0.05)


@contextmanager
def _one(settings: Settings, listener: str = "public") -> Iterator[Worker]:
    port = _free_port()
    service = web.serve(
        "worker",
        f"tests.support._worker:{listener}",
        listen="127.0.0.1",
        port=port,
        environment=environment(settings),
    )
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig=TERM", *service.argv],
        cwd=ROOT,
        env={**os.environ, **service.env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Worker(port=port, process=process)
    finally:
        process.terminate()
        process.wait(30)


def environment(settings: Settings) -> dict[str, str]:
    """The settings as variables."""
    given = settings.model_dump(mode="json", exclude_none=True)
    return {
        f"EGOV_{name}".upper(): value if isinstance(value, str) else json.dumps(value)
        for name, value in given.items()
    }


def _write_key(settings: Settings) -> None:
    path = settings.secrets_dir / "danang" / "clients" / "onestop.jwk"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(CLIENT_KEY.as_dict(private=True)), encoding="utf-8")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(each) for each in found]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
