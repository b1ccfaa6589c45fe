"""The simulator as a developer starts it: its own people, three kinds of client."""

from collections.abc import Iterator

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from egov_kit.simulator import Client, Simulator
from egov_kit.simulator.jose import key

from tests.support._visitor import CALLBACK, Application, Visitor
from tests.support.op import CLIENT_KEY, HandClock

SECRET = "a-secret-of-the-app"
CLIENTS = (
    Client(client_id="app", secret=SECRET, calls=("files",)),
    Client(client_id="files", secret="another-secret"),
    Client(client_id="signed", jwks={"keys": [CLIENT_KEY.as_dict(private=False)]}),
    Client(client_id="spa", redirect_uris=(CALLBACK,)),
)


@pytest.fixture(scope="session")
def simulator_keys() -> None:
    """Make the keys of a simulator before a test asks for them."""
    for alg in ("RS256", "PS256", "ES256", "EdDSA"):
        key(f"sim-{alg.lower()}", alg)


@pytest.fixture
def simulator(clock: HandClock, simulator_keys: None) -> Iterator[Simulator]:
    """A simulator nobody has signed in at."""
    with Simulator(clients=CLIENTS, clock=clock) as made:
        yield made


@pytest.fixture
def web_visitor() -> Iterator[Visitor]:
    """A browser without cookies."""
    with Visitor() as made:
        yield made


@pytest.fixture
def application(simulator: Simulator) -> Iterator[Application]:
    """The client ``app``, with client_secret_basic."""
    with authlib_client("app", SECRET) as client:
        yield Application(op=simulator, client=client)


def authlib_client(
    client_id: str, secret: str | None, method: str | None = None, scope: str = "openid"
) -> OAuth2Session:
    """A client of Authlib's; ``method`` as it names them."""
    client = OAuth2Session(
        client_id,
        secret,
        token_endpoint_auth_method=method or ("client_secret_basic" if secret else "none"),
        redirect_uri=CALLBACK,
        scope=scope,
        code_challenge_method="S256",
    )
    client.trust_env = False
    if method == "private_key_jwt":
        client.register_client_auth_method(PrivateKeyJWT(headers={"kid": CLIENT_KEY.kid}))
    return client
