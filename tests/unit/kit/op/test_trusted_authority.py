"""Over https a sign-in server is believed only with a certificate of the authority in settings."""

import json
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from egov_idp.local import authority
from egov_kit.errors import ProviderUnreachable
from egov_kit.op import Providers
from egov_kit.settings import Settings, Tenant
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.simulator.jose import key

from tests.support.op import simulated


def authority_in(folder: Path) -> Path:
    authority.provide(folder, "localhost", ["sso.localhost"], now=datetime.now(UTC))
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return authority_in(tmp_path / "ours")


@pytest.fixture
def op(ours: Path) -> Iterator[Simulator]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(ours / "server.crt", ours / "server.key")
    made = simulated(tls=tls)
    yield made
    made.close()


def providers(op: Simulator, folder: Path, ca_file: Path | None) -> Providers:
    client = folder / "danang" / "clients" / "onestop.jwk"
    client.parent.mkdir(parents=True)
    client.write_text(json.dumps(key("client").as_dict(private=True)))
    danang = Tenant(
        issuer=op.issuer, host="danang.localhost", unit="H17", title={"vi": "", "en": ""}
    )
    return Providers(
        Settings(
            tenants={"danang": danang},
            connect_to=op.connect_to,
            ca_file=ca_file,
            database_url="sqlite://",
            secrets_dir=folder,
        )
    )


def authorization_url(made: Providers) -> str:
    with closing(made):
        return made.get("danang", "onestop").authorization_url(
            redirect_uri="https://danang.localhost/oidc/callback",
            state="state",
            nonce="nonce",
            code_challenge="challenge",
        )


def test_one_of_that_authority_is_believed(op: Simulator, ours: Path, tmp_path: Path) -> None:
    op.changes["discovery"] = {"pushed_authorization_request_endpoint": ABSENT}
    url = authorization_url(providers(op, tmp_path, ours / "ca.crt"))

    assert url.startswith(f"{op.origin}/")


def test_one_of_another_authority_of_the_same_name_is_not(op: Simulator, tmp_path: Path) -> None:
    other = authority_in(tmp_path / "other")

    with pytest.raises(ProviderUnreachable, match="certificate is not trusted"):
        authorization_url(providers(op, tmp_path, other / "ca.crt"))
    assert op.calls() == []


def test_without_a_setting_the_machine_decides(op: Simulator, tmp_path: Path) -> None:
    with pytest.raises(ProviderUnreachable, match="certificate is not trusted"):
        authorization_url(providers(op, tmp_path, None))


def test_a_missing_authority_does_not_open_the_door(op: Simulator, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        authorization_url(providers(op, tmp_path, tmp_path / "gone.crt"))


def test_an_authority_that_was_tampered_with_does_not_open_the_door(
    op: Simulator, ours: Path, tmp_path: Path
) -> None:
    der = bytearray(ssl.PEM_cert_to_DER_cert((ours / "ca.crt").read_text()))
    der[der.find(b"localhost") + 1] ^= 1
    (ours / "ca.crt").write_text(ssl.DER_cert_to_PEM_cert(bytes(der)))

    with pytest.raises(ProviderUnreachable, match="certificate is not trusted"):
        authorization_url(providers(op, tmp_path, ours / "ca.crt"))
