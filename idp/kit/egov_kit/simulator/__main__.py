"""``python -m egov_kit.simulator``: a sign-in server for developers of any language."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from egov_kit.simulator import configuration
from egov_kit.simulator.clients import Client
from egov_kit.simulator.configuration import Configuration
from egov_kit.simulator.errors import ConfigurationInvalid, SimulatorError, SwitchUnknown
from egov_kit.simulator.people import Person
from egov_kit.simulator.simulator import Simulator

PORT = 8180
REFUSED, TAKEN = 2, 3
"""Exit codes: what was asked for cannot be, or another process has the port."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        configuration.refuse_production()
        made = _start(asked, _configured(asked))
    except SimulatorError as error:
        return _complain(str(error), REFUSED)
    except OSError as error:
        return _complain(f"port {asked.port} of {asked.host}: {error.strerror}", TAKEN)
    with made:
        sys.stdout.write(_told(made))
        sys.stdout.flush()
        _wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m egov_kit.simulator",
        description="An OpenID provider on this machine alone, with faults to switch on.",
        epilog="Exit codes: 0 stopped, 2 something asked for cannot be, 3 the port is taken.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="loopback name or address to serve at")
    parser.add_argument("--port", type=int, default=PORT, help="0 takes a free one (%(default)s)")
    parser.add_argument(
        "--client", type=Path, metavar="FILE", help="TOML or JSON with realm, clients and people"
    )
    parser.add_argument(
        "--person",
        action="append",
        default=[],
        metavar="NAME",
        help="a further user name that can sign in; may be given several times",
    )
    parser.add_argument("--sign-in", metavar="NAME", help="sign in everybody as NAME, unasked")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="switch a fault on from the start; may be given several times",
    )
    return parser


def _configured(asked: argparse.Namespace) -> Configuration:
    told = configuration.read(asked.client) if asked.client else Configuration()
    more = tuple(Person.of({"username": each}) for each in asked.person)
    return replace(told, people=(*told.people, *more))


def _start(asked: argparse.Namespace, told: Configuration) -> Simulator:
    if not 0 <= asked.port < 65536:
        raise ConfigurationInvalid(f"{asked.port} is no port")
    made = Simulator(
        realm=told.realm,
        host=asked.host,
        port=asked.port,
        people=told.people,
        clients=told.clients,
    )
    try:
        _switch(made, asked)
    except SimulatorError:
        made.close()
        raise
    return made


def _switch(made: Simulator, asked: argparse.Namespace) -> None:
    for each in asked.fault:
        made.switches.on(each)
    if asked.sign_in is not None:
        person = made.people.get(asked.sign_in)
        if person is None:
            raise SwitchUnknown("person", asked.sign_in, sorted(made.people))
        made.sign_in(person)


def _told(made: Simulator) -> str:
    """What to write into the application's configuration."""
    lines = [
        f"Issuer:     {made.issuer}",
        f"Discovery:  {made.issuer}/.well-known/openid-configuration",
        f"Faults:     {made.origin}/_simulator/",
        f"People:     {', '.join(made.people)}",
        *(f"Client:     {_client(each)}" for each in made.clients.values()),
        "Ctrl+C stops it.",
    ]
    return "\n".join(lines) + "\n"


def _client(client: Client) -> str:
    if client.secret is not None:
        return f"{client.client_id}, secret {client.secret}"
    way = "public, PKCE" if client.public else "private_key_jwt"
    return f"{client.client_id}, {way}"


def _wait() -> None:
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: stopped.set())
    stopped.wait()


def _complain(what: str, code: int) -> int:
    sys.stderr.write(f"{what}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
