"""The provider in this process, served on loopback by a thread."""

import ssl
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from joserfc.jwk import Key

from egov_kit.op.origin import is_loopback_host
from egov_kit.simulator.app import App
from egov_kit.simulator.clients import Client
from egov_kit.simulator.errors import ConfigurationInvalid
from egov_kit.simulator.people import PEOPLE, Person
from egov_kit.simulator.server import Loopback


class Simulator(App):
    """A whole OpenID provider for one realm, on ``http://<host>:<port>/realms/<realm>``.

    ``port`` 0 takes a free one. Raises `ConfigurationInvalid` for a host that is not loopback,
    `OSError` when the port is taken. Close it, or use it as a context manager.
    """

    def __init__(
        self,
        *,
        realm: str = "danang",
        host: str = "127.0.0.1",
        port: int = 0,
        people: Iterable[Person] = PEOPLE,
        clients: Iterable[Client] = (),
        keys: Iterable[Key] | None = None,
        clock: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        nowhere = host.endswith(".invalid")  # a name for who is told where to connect (RFC 6761)
        if not (nowhere or is_loopback_host(host)):
            raise ConfigurationInvalid(f"{host} is not loopback: the simulator serves nobody else")
        super().__init__(realm=realm, clock=clock, people=people, clients=clients, keys=keys)
        address = "127.0.0.1" if nowhere or host.endswith("localhost") else host
        self._loopback = Loopback(self.answer, tls, address=address, port=port)
        self.connect_to = f"{_in_url(address)}:{self._loopback.port}"
        self.at(f"{'https' if tls else 'http'}://{_in_url(host)}:{self._loopback.port}")

    @property
    def connections(self) -> int:
        """How many connections were ever opened."""
        return self._loopback.connections

    def wait(self, seconds: float) -> bool:
        """Sleep as the server of a slow answer does; False when the simulator is being closed."""
        return self._loopback.wait(seconds)

    def close(self) -> None:
        """Stop serving."""
        self._loopback.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
