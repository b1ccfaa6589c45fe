"""Every view says who may see it, and the few that anybody may see are listed here."""

from pathlib import Path

import pytest
from egov_kit.flask.app import build
from egov_kit.flask.views import find_access
from egov_kit.module import Module, discover
from egov_kit.settings import Settings, Tenant
from egov_kit.web.guard import FREE
from flask import Flask

# What is shown to somebody who has not signed in.
PUBLIC = {
    "portal": {"portal.accessibility"},
    "onestop": {"onestop.api.show_document", "onestop.tracking.ask", "onestop.tracking.answer"},
}


@pytest.fixture(params=discover(), ids=lambda module: module.name)
def module(request: pytest.FixtureRequest) -> Module:
    found: Module = request.param
    return found


@pytest.fixture
def app(module: Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("EGOV_LDAP_URL", "ldap://127.0.0.1:1")
    tenant = Tenant(
        issuer="http://sso.localhost/realms/a", host="a.localhost", unit="H17", title={}
    )
    settings = Settings(
        environment="development",
        tenants={"a": tenant},
        scheme="http",
        database_url=f"sqlite:///{tmp_path}/{{tenant}}-{{module}}.sqlite",
        secrets_dir=tmp_path,
    )
    return build(module, settings)


def test_every_view_declares_who_may_see_it(app: Flask) -> None:
    assert [name for name in app.view_functions if find_access(app, name) is None] == []


def test_only_listed_views_are_public(app: Flask, module: Module) -> None:
    access = {name: find_access(app, name) for name in app.view_functions}
    public = {name for name, found in access.items() if found and found.kind == "public"}

    assert public == PUBLIC.get(module.name, set())


def test_only_the_kits_own_paths_decide_for_themselves(app: Flask) -> None:
    free = {name for name in app.view_functions if find_access(app, name) == FREE}

    assert {name for name in free if not name.startswith(("egov_", "oidc_", "static"))} == set()
