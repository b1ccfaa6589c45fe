"""Whatever a secret is, it stands in nothing that is shown, sent to a program or kept."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from egov_idp.mail.server import MailServer
from egov_idp.realms import Addresses, document, load
from egov_idp.realms.outside import OutsideModule
from egov_idp.reconcile import Applier, Declared, LiveRealm, compare, plan_file
from egov_idp.reconcile.journal import Journal
from egov_idp.reconcile.marks import made
from egov_idp.secrets import SecretStore
from egov_kit.module import discover
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Build = Callable[[str], Declared]

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MODULES = discover()
SECRETS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=12, max_size=40).map(
    lambda text: f"§{text}"  # the document says nothing that begins so
)
GIS = OutsideModule.model_validate(
    {
        "title": {"vi": "Bản đồ", "en": "Map"},
        "module": "onestop",
        "redirect_uris": ["https://gis.danang.gov.vn/callback"],
        "back_channel": "https://gis.danang.gov.vn/logout",
        "secret": "${secret:gis}",
    }
)
SERVER = MailServer(
    host="mail.example.vn", port=465, security="tls", sender="a@example.vn", user="egov"
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The realm whose mail password and client secret are that; its bind password is made."""
    root = tmp_path_factory.mktemp("secrets")
    spec = load("danang").model_copy(update={"outside_modules": {"gis": GIS}})
    addresses = Addresses(
        scheme="https",
        host="egov.example.vn",
        internal="http://10.0.0.5:8001",
        directory=("ldap://10.0.0.1",),
        mail=SERVER,
    )

    def of(secret: str) -> Declared:
        variables = {"EGOV_SECRET_GIS": secret, "EGOV_SECRET_SMTP_PASSWORD": secret}
        store = SecretStore(root, variables=variables)
        whole = document(spec, MODULES, addresses, store)
        return Declared(document=whole, key=b"key", keycloak="26.7.3")

    return of


def live(of: Declared) -> LiveRealm:
    """The realm that was made so."""
    new = LiveRealm(representation=of.document, key=of.key)
    there = new.remembering(made(of, new, NOW)).representation
    numbered = [flow | {"id": flow["alias"]} for flow in there["authenticationFlows"]]
    return LiveRealm(representation=there | {"authenticationFlows": numbered}, key=of.key)


def without_client(realm: LiveRealm) -> LiveRealm:
    """The realm before there was the outside module."""
    there = realm.representation
    kept = [each for each in there["clients"] if each["clientId"] != "gis"]
    return LiveRealm(representation=there | {"clients": kept}, key=realm.key)


def shown(declared: Declared, realm: LiveRealm, folder: Path) -> str:
    """All that is ever told of it."""
    plan = compare(declared, realm, NOW)
    applier = Applier(folder=folder, who="an")
    plan_file.save(folder / "plan", [plan], applier)
    journal = Journal(tenant="danang", applier=applier)
    with journal.noted(plan.changes):
        pass
    kept = [(folder / "plan"), journal.path]
    told: list[Any] = [
        *map(str, plan.changes),
        json.dumps(plan.as_json(), ensure_ascii=False),
        repr(plan),
        repr(declared),
        repr(realm),
        declared.applied,
        realm.ledger,
        *(path.read_text(encoding="utf-8") for path in kept),
    ]
    journal.path.unlink()
    return "\n".join(map(str, told))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=SECRETS, new=SECRETS)
def test_no_secret_is_shown(build: Build, tmp_path: Path, old: str, new: str) -> None:
    before, after = build(old), build(new)

    told = shown(after, live(before), tmp_path)
    told += shown(after, without_client(live(before)), tmp_path)

    for secret in (old, new):
        for written in (secret, json.dumps(secret)[1:-1]):
            assert written not in told
