"""A whole OpenID provider for developers and tests, with faults to switch on.

::

    from egov_kit.simulator import Client, Person, Simulator

    with Simulator(clients=[Client(client_id="app", secret="s")]) as provider:
        provider.switches.on("nonce-other", times=1)
        …  # provider.issuer is its address
"""

from egov_kit.simulator.changes import ABSENT, changed
from egov_kit.simulator.clients import Client
from egov_kit.simulator.people import PEOPLE, Person
from egov_kit.simulator.server import Loopback
from egov_kit.simulator.simulator import Simulator
from egov_kit.simulator.wire import Call, Reply

__all__ = [
    "ABSENT",
    "PEOPLE",
    "Call",
    "Client",
    "Loopback",
    "Person",
    "Reply",
    "Simulator",
    "changed",
]
