"""The test double, used as the developer of an outside module uses it."""

import ssl
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from egov_kit import current_person, oidc
from egov_kit.flask.extension import OIDC
from egov_kit.module import load
from egov_kit.settings import Settings
from egov_kit.simulator.jose import claims_of
from egov_kit.testing import Double, NotTesting, Someone
from flask import Flask

MODULE = """
name = "files"
title = { vi = "Tài liệu", en = "Files" }
summary = { vi = "Tài liệu của đơn vị", en = "Files of a unit" }
category = "work"
audience = "staff"
roles = ["reader"]
scopes = ["files:read"]
calls = []
"""
READS = ["files.reader@H17"]
Known = Callable[..., Someone]


@pytest.fixture
def app(oidc_settings: Settings, tmp_path: Path) -> Flask:
    """An app of somebody who has the kit and nothing else of the platform."""
    (tmp_path / "module.toml").write_text(MODULE)
    made = Flask("files")
    OIDC(made, module=load(tmp_path / "module.toml", "files"), settings=oidc_settings)
    made.testing = True

    @made.get("/")
    @oidc.login
    def home() -> str:
        return f"{current_person.name} {current_person.acr}"

    @made.get("/files")
    @oidc.requires("files.reader", unit=lambda: "H17.08")
    def files() -> str:
        return "files"

    @made.get("/api")
    @oidc.api
    def api() -> str:
        return current_person.name

    return made


def test_person_is_signed_in(app: Flask, person: Known) -> None:
    page = person("ada", name="Ada Lovelace", grants=READS).browser(app).get("/")

    assert (page.status_code, page.text) == (200, "Ada Lovelace 1")


def test_factors_are_what_the_module_sees(app: Flask, person: Known) -> None:
    ada = person("ada", name="Ada", grants=READS, factors=2)

    assert ada.browser(app).get("/").text == "Ada 2"


def test_grants_decide_what_a_person_opens(app: Flask, person: Known) -> None:
    reader = person("ada", grants=READS).browser(app)
    reader_elsewhere = person("bob", grants=["files.reader@H17.09"]).browser(app)
    nobody = person("cy").browser(app)

    opened = [each.get("/files").status_code for each in (reader, reader_elsewhere, nobody)]
    assert opened == [200, 404, 403]


def test_two_people_are_two_browsers(app: Flask, person: Known) -> None:
    ada, bob = (person(each, grants=READS).browser(app) for each in ("ada", "bob"))

    assert [each.get("/").text[:3] for each in (ada, bob)] == ["ada", "bob"]


def test_rights_can_change_between_tests(app: Flask, person: Known) -> None:
    person("ada", grants=READS)

    assert person("ada").browser(app).get("/files").status_code == 403


def test_api_takes_the_token_of_a_person_and_no_other(app: Flask, person: Known) -> None:
    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        place = "http://files.test.localhost"
        return app.test_client().get("/api", base_url=place, headers=headers).status_code

    good = person("ada", grants=READS).token(app)
    head, payload, signature = good.split(".")

    assert ask(good) == 200
    assert ask(f"{head}.{payload}.{signature[:-4]}AAAA") == 401
    assert claims_of(good)["aud"] == "files"


def test_faults_of_the_server_reach_the_module(
    app: Flask, person: Known, oidc_double: Double
) -> None:
    oidc_double.server.changes["id_token"] = {"nonce": "of another sign-in"}
    try:
        browser = person("ada").browser(app)
    finally:
        oidc_double.server.changes.clear()

    assert browser.get("/").status_code == 302


def test_app_that_is_not_testing_is_refused(app: Flask, person: Known) -> None:
    app.testing = False

    with pytest.raises(NotTesting, match="set app"):
        person("ada").browser(app)
    with pytest.raises(NotTesting):
        person("ada").token(app)


def test_app_with_settings_of_its_own_is_refused(
    app: Flask, person: Known, oidc_settings: Settings
) -> None:
    others = oidc_settings.model_copy(update={"environment": "production"})
    module = app.extensions["egov"].module
    other = Flask("files")
    OIDC(other, module=module, settings=others)
    other.testing = True

    with pytest.raises(NotTesting, match="oidc_settings"):
        person("ada").browser(other)


def test_issuer_resolves_nowhere_and_speaks_tls(oidc_double: Double) -> None:
    server = oidc_double.server
    trusted = ssl.create_default_context(cafile=oidc_double.settings.ca_file)
    at_loopback = server.issuer.replace("sign-in.invalid", "127.0.0.1")

    assert server.issuer.startswith("https://sign-in.invalid:")
    with httpx.Client(verify=trusted, trust_env=False) as client:
        found = client.get(
            f"{at_loopback}/.well-known/openid-configuration",
            headers={"Host": server.issuer.split("/")[2]},
            extensions={"sni_hostname": "sign-in.invalid"},
        )
    assert found.json()["issuer"] == server.issuer
