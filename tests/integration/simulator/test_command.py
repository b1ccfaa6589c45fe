"""``python -m egov_kit.simulator``: what it takes, prints and refuses."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from egov_kit.simulator.__main__ import main
from egov_kit.simulator.configuration import Configuration, read
from egov_kit.simulator.errors import ConfigurationInvalid

TOML = """
realm = "quang-nam"

[[clients]]
client_id = "reports"
redirect_uris = ["http://127.0.0.1:5000/callback"]
calls = ["files"]

[[people]]
username = "lan"
name = "Phạm Thị Lan"
email = "lan@example"
"""


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EGOV_ENVIRONMENT", "EGOV_DATABASE_URL", "EGOV_SECRETS_DIR"):
        monkeypatch.delenv(name, raising=False)


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "egov_kit.simulator", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], **environment},
    )


def test_it_prints_what_to_configure_and_serves_until_stopped(tmp_path: Path) -> None:
    file = tmp_path / "clients.toml"
    file.write_text(TOML, encoding="utf-8")
    process = start("--client", str(file), "--person", "hoa", "--fault", "keys-empty")
    with process:
        assert process.stdout
        printed = [process.stdout.readline() for _ in range(6)]
        issuer = re.search(r"Issuer: +(\S+)", printed[0])
        assert issuer
        told = httpx.get(f"{issuer[1]}/.well-known/openid-configuration", trust_env=False).json()
        keys = httpx.get(told["jwks_uri"], trust_env=False).json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    assert issuer[1].endswith("/realms/quang-nam")
    assert told["issuer"] == issuer[1]
    assert keys == {"keys": []}
    assert "lan, hoa" in printed[3]
    assert "reports, public" in printed[4]


@pytest.mark.parametrize(
    "environment",
    [
        {"EGOV_ENVIRONMENT": "production"},
        {"EGOV_DATABASE_URL": "sqlite://", "EGOV_SECRETS_DIR": "/run/secrets"},
    ],
)
def test_it_does_not_start_in_production(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert main(["--port", "0"]) == 2
    assert "EGOV_ENVIRONMENT=development" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "localhost.example.org"])  # noqa: S104 # refused
def test_it_serves_loopback_alone(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", host, "--port", "0"]) == 2
    assert "not loopback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "70000"],
        ["--client", "/no/such/file.toml"],
        ["--fault", "no-such-fault", "--port", "0"],
        ["--sign-in", "nobody", "--port", "0"],
    ],
)
def test_mistake_on_the_command_line_ends_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert len(capsys.readouterr().err) > 10


def test_port_that_is_taken_is_named(simulator: object, capsys: pytest.CaptureFixture[str]) -> None:
    port = str(simulator.connect_to).rpartition(":")[2]  # type: ignore[attr-defined]

    assert main(["--port", port]) == 3
    assert port in capsys.readouterr().err


def test_json_says_the_same_as_toml(tmp_path: Path) -> None:
    toml, file = tmp_path / "a.toml", tmp_path / "a.json"
    toml.write_text(TOML, encoding="utf-8")
    said = {
        "realm": "quang-nam",
        "clients": [
            {
                "client_id": "reports",
                "redirect_uris": ["http://127.0.0.1:5000/callback"],
                "calls": ["files"],
            }
        ],
        "people": [{"username": "lan", "name": "Phạm Thị Lan", "email": "lan@example"}],
    }
    file.write_text(json.dumps(said), encoding="utf-8")

    assert read(toml) == read(file)


def test_what_the_file_leaves_out_has_a_default(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("", encoding="utf-8")

    assert read(file) == Configuration()


@pytest.mark.parametrize(
    "text",
    [
        "realm =",
        'colour = "red"',
        'realm = "../etc"',
        "clients = 3",
        "[[clients]]\nsecret = 's'",
        "[[clients]]\nclient_id = 'a'\ncolour = 'red'",
        "[[clients]]\nclient_id = 'a'\nid_token_signed_response_alg = 'none'",
        "[[clients]]\nclient_id = 'a'\n[clients.jwks]\nkeys = [{kty = 'RSA'}]",
        "[[people]]\nname = 'without a user name'",
    ],
)
def test_mistake_in_the_file_is_named_with_the_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationInvalid, match=r"a\.toml: .{10}"):
        read(file)
