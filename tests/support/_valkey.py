"""A real server of Valkey's protocol on a free loopback port."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

READY_WITHIN = 30.0


class Valkey:
    """A server that keeps nothing on the disk; it can be stopped and started again."""

    def __init__(self, port: int, password: str | None = None) -> None:
        self.port = port
        self.url = f"valkey://127.0.0.1:{port}"
        self._password = password
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty."""
        secret = ("--requirepass", self._password) if self._password else ()
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig=KILL", *_program(), *self._options(), *secret],
            stdout=subprocess.DEVNULL,
        )
        give_up = time.monotonic() + READY_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it; what it held is gone."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def hang(self) -> None:
        """Let it take connections and answer nothing."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End of `hang`."""
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def cpu(self) -> float:
        """Seconds of CPU that it has used, to the nanosecond."""
        assert self._process
        told = Path(f"/proc/{self._process.pid}/schedstat").read_text(encoding="ascii")
        return int(told.split()[0]) / 1e9

    def client(self) -> Redis:
        """A client of the test's own."""
        return Redis(port=self.port, password=self._password, decode_responses=True, protocol=2)

    def _options(self) -> tuple[str, ...]:
        return "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"

    def _answers(self) -> bool:
        with self.client() as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False


@contextmanager
def running(password: str | None = None) -> Iterator[Valkey]:
    """A server of the test's own."""
    server = Valkey(_free_port(), password)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _program() -> tuple[str]:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise RuntimeError("no server is installed: apt-get install redis-server")
    return (found,)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
