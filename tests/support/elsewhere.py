"""Two providers nobody here wrote, as real servers on loopback; each starts once.

npm's ``oidc-provider`` is installed into ``tests/data/oidc-provider`` from its lock file, PyPI's
``idpyoidc`` is one of the development packages.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from egov_idp.settings import system_environment
from egov_kit import database

from tests.support._elsewhere import Party, free_port, wait_for

DATA = Path(__file__).parents[1] / "data"
NPM = DATA / "oidc-provider"
Parties = Mapping[str, Party]


def _parties() -> Parties:
    made = (
        Party(name="basic", auth="client_secret_basic", told={"introspection": True}),
        Party(name="keyed", auth="private_key_jwt"),
        Party(name="bound", auth="client_secret_post", told={"dpop": True}),
    )
    return {each.name: each for each in made}


@pytest.fixture(scope="session")
def at_oidc_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    """Parties at npm's ``oidc-provider``."""
    _install()
    yield from _served(
        ["node", str(NPM / "server.mjs")], tmp_path_factory.mktemp("npm"), _parties()
    )


@pytest.fixture(scope="session")
def at_idpyoidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    """Parties at PyPI's ``idpyoidc``."""
    command = [sys.executable, str(DATA / "idpyoidc" / "server.py")]
    yield from _served(command, tmp_path_factory.mktemp("idpyoidc"), _parties())


def _served(command: list[str], folder: Path, parties: Parties) -> Iterator[Parties]:
    port = free_port()
    told = {"port": port, "clients": [each.registration() for each in parties.values()]}
    said = folder / "said"
    with said.open("wb") as out:
        server = subprocess.Popen(
            [*command, json.dumps(told)],
            cwd=folder,
            env=system_environment(),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(server, said)
        for each in parties.values():
            each.start(f"http://127.0.0.1:{port}", folder)
        yield parties
    finally:
        server.terminate()
        server.wait(timeout=20)
        for each in parties.values():
            each.close()
        database.close_all()


def _install() -> None:
    """Only when the lock changed."""
    lock = hashlib.sha256((NPM / "package-lock.json").read_bytes()).hexdigest()
    mark = NPM / "node_modules" / ".installed-from"
    if not mark.exists() or mark.read_text(encoding="ascii") != lock:
        subprocess.run(["npm", "ci"], cwd=NPM, env=system_environment(), check=True)
        mark.write_text(lock, encoding="ascii")
