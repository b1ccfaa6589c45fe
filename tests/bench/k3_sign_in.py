"""K3: what the callback of a sign-in costs the kit, beside Authlib's Flask client.

Both redeem a code with PKCE and a signed client assertion at the same sign-in server, which is
another process, check the ID token, and begin a session: the kit's is a row in SQLite and brings
checked posts and grants, Authlib's a signed cookie. CPU of this process, in turns.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import httpcore
from authlib.integrations.flask_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import load
from egov_kit.op import Issuer, Provider, Providers
from egov_kit.op.client_auth import ClientKey
from egov_kit.settings import Settings
from flask import Flask, Response, redirect, session, url_for
from joserfc.jwk import RSAKey
from werkzeug.test import Client

from tests.support import _figures
from tests.support.op import CLIENT_KEY, simulated
from tests.support.stores import TENANTS
from tests.support.web import DESK, HOST

ROUNDS = 11
SIGN_INS = 20
"""A round of each."""


def main() -> None:
    """Measure, say it and write it down."""
    with server() as issuer, tempfile.TemporaryDirectory() as folder:
        ours, theirs = kit(issuer, Path(folder)), authlib(issuer)
        rounds = [(cost(ours), cost(theirs)) for _ in range(ROUNDS + 1)][1:]
    lines = _figures.table(("what", "measured", "goal"), rows(rounds))
    sys.stdout.write("\n".join(lines) + "\n")
    _figures.write("K3: the callback of a sign-in", lines)


def rows(rounds: list[tuple[float, float]]) -> list[tuple[str, ...]]:
    """The table's rows."""
    kits, authlibs = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(ours / theirs for ours, theirs in rounds)
    return [
        ("the kit", f"{kits:.2f} ms of CPU", ""),
        ("Authlib's Flask client", f"{authlibs:.2f} ms of CPU", ""),
        ("the kit / Authlib", f"{ratio:.2f}x", "0.5x"),
    ]


@contextmanager
def server() -> Iterator[str]:
    """A sign-in server of its own process; answers its issuer."""
    context = get_context("fork")  # both know the same keys then
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def _serve(told: Connection) -> None:
    served = simulated(host="127.0.0.1")
    told.send(served.issuer)
    time.sleep(3600)


class _Providers(Providers):
    def __init__(self, issuer: str) -> None:
        ours = CLIENT_KEY
        assert isinstance(ours, RSAKey)
        assert ours.kid
        key = ClientKey(kid=ours.kid, key=ours)
        at = Issuer(issuer, allow_http=True)
        self._one = Provider(at, client_id="onestop", tenant="danang", key=lambda: key)

    def get(self, _tenant: str, _module: str) -> Provider:
        return self._one


def kit(issuer: str, folder: Path) -> Client:
    """A module on the kit."""
    settings = Settings(
        environment="development",
        scheme="http",
        tenants={"danang": TENANTS["danang"].model_copy(update={"issuer": issuer})},
        database_url=f"sqlite:///{folder}/{{tenant}}-{{module}}.sqlite",
        secrets_dir=folder / "secrets",
        apis={"egov-idp": "http://127.0.0.1:9"},
    )
    database.migrate_kit(settings, "danang", "onestop")
    host = Host(settings, [load(DESK, "tests.data.desk")], providers=_Providers(issuer))
    return Client(host.public)


def authlib(issuer: str) -> Client:
    """The same with Authlib, as its documentation says."""
    app = Flask(__name__)
    app.secret_key = os.urandom(32)
    ours = OAuth(app).register(
        "egov",
        client_id="onestop",
        client_secret=CLIENT_KEY.as_pem(private=True),
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        token_endpoint_auth_method="private_key_jwt",
        client_auth_methods=[PrivateKeyJWT(f"{issuer}/protocol/openid-connect/token")],
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )

    @app.get("/oidc/login")
    def login() -> Response:
        answer: Response = ours.authorize_redirect(url_for("callback", _external=True))
        return answer

    @app.get("/oidc/callback")
    def callback() -> Any:  # noqa: ANN401 # werkzeug's redirect
        session["user"] = ours.authorize_access_token()["userinfo"]["sub"]
        return redirect("/")

    return Client(app)


def cost(client: Client) -> float:
    """Milliseconds of CPU of a callback."""
    total = 0.0
    for _ in range(SIGN_INS):
        begun = client.get("/oidc/login", base_url=f"http://{HOST}")
        back = _at_provider(begun.location)
        start = time.process_time()
        done = client.get(back, base_url=f"http://{HOST}")
        total += time.process_time() - start
        assert (done.status_code, done.location) == (302, "/"), done.text
    return total / SIGN_INS * 1000


def _at_provider(address: str) -> str:
    with httpcore.ConnectionPool() as pool:
        answer = pool.request("GET", address)
    back = dict(answer.headers)[b"Location"].decode()
    return back[back.index("/oidc/callback") :]


if __name__ == "__main__":
    main()
