"""What views say of who may see them, and what stops the start of an app."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from egov_kit import OIDC, oidc
from egov_kit.errors import IssuerInvalid, ViewInvalid, ViewUndeclared
from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator, changed
from egov_kit.web import cookies
from flask import Blueprint, Flask
from pydantic import ValidationError

from tests.support.stores import TENANTS
from tests.support.web import HOST, Browser

View = Callable[..., str]


@pytest.fixture
def app(web_settings: Settings, desk: Module) -> Flask:
    """A plain app with one view that says nothing, and one for everybody."""
    made = Flask("plain")
    oidc.init_app(made, module=desk, settings=web_settings)
    made.add_url_rule("/silent/<unit>", "silent", lambda unit: f"silent {unit}")
    made.add_url_rule("/open", "open", oidc.public(lambda: "open"))
    made.add_url_rule("/hello", "hello", lambda: "hello")
    return made


def status(app: Flask, path: str) -> int:
    headers = {"Accept": "application/json"}
    return app.test_client().get(path, base_url=f"http://{HOST}", headers=headers).status_code


def test_silent_view_stops_the_start_and_is_never_served(app: Flask) -> None:
    with pytest.raises(ViewUndeclared, match="silent"):
        oidc.check(app)
    assert status(app, "/silent/H17") == 500


def test_protect_all_lets_in_who_is_signed_in_alone(app: Flask, op: Simulator) -> None:
    oidc.protect_all(app, except_=["hello"])
    oidc.check(app)
    assert [status(app, path) for path in ("/silent/x", "/open", "/hello")] == [401, 200, 200]
    assert op.calls() == []


def test_protect_all_without_exceptions_excepts_nothing(app: Flask) -> None:
    oidc.protect_all(app)
    assert [status(app, path) for path in ("/silent/x", "/open", "/hello")] == [401, 200, 401]


def test_view_with_the_name_of_a_static_folder_is_guarded_as_it_says(app: Flask) -> None:
    reports = Blueprint("reports", __name__)
    reports.add_url_rule("/r", "static", oidc.requires("onestop.head")(lambda: "figures"))
    app.register_blueprint(reports)
    assert status(app, "/r") == 401


def test_files_of_a_static_folder_are_free_and_may_be_kept(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "figures.css").write_text("a{}")
    folder = Blueprint("files", __name__, static_folder=tmp_path, static_url_path="/files")
    app.register_blueprint(folder)
    with app.test_client().get("/files/figures.css", base_url=f"http://{HOST}") as got:
        assert (got.status_code, got.headers["Cache-Control"]) == (200, "no-cache")


def test_two_provinces_of_one_sign_in_server_stop_the_start(web_settings: Settings) -> None:
    danang = web_settings.tenants["danang"]
    both = {"danang": danang, "hue": danang.model_copy(update={"host": "hue.localhost:8000"})}
    given = web_settings.model_dump() | {"tenants": {n: t.model_dump() for n, t in both.items()}}
    with pytest.raises(ValidationError, match="danang and hue name the same sign-in server"):
        Settings.model_validate(given)


def test_view_that_comes_after_protect_all_is_protected_too(app: Flask) -> None:
    oidc.protect_all(app, except_=["hello"])
    app.add_url_rule("/late", "late", lambda: "late")
    assert status(app, "/late") == 401


def test_protect_all_takes_nothing_from_what_a_view_says(app: Flask) -> None:
    oidc.protect_all(app)
    app.add_url_rule("/api", "api", oidc.api(lambda: "api"))
    answer = app.test_client().get("/api", base_url=f"http://{HOST}")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("name", "why"), [("helo", "no such view"), ("open", "says who")])
def test_exception_that_excepts_nothing_stops_the_start(app: Flask, name: str, why: str) -> None:
    oidc.protect_all(app, except_=[name])
    with pytest.raises(ViewInvalid, match=f"'{name}'.*{why}"):
        oidc.check(app)


def test_object_made_with_an_app_knows_it(web_settings: Settings, desk: Module) -> None:
    app = Flask("plain")
    ours = OIDC(app, module=desk, settings=web_settings)
    ours.protect_all()
    app.add_url_rule("/", "home", lambda: "home")
    assert status(app, "/") == 401
    with pytest.raises(TypeError, match="needs the app"):
        oidc.protect_all()


@pytest.mark.parametrize(
    ("mark", "named"),
    [
        (oidc.requires("onestop.couter"), "'onestop.couter'"),
        (oidc.requires("onestop.counter", "counter"), "'counter'"),
        (oidc.requires("onestop.counter", unit="unitt"), "'unitt'"),
        (oidc.api("onestop.clerk"), "'onestop.clerk'"),
        (oidc.api(scope="onestop.reed"), "'onestop.reed'"),
        (oidc.api(scope="onestop.read files:read"), "'files:read'"),
    ],
)
def test_what_nobody_can_have_stops_the_start(
    app: Flask, mark: Callable[[View], View], named: str
) -> None:
    oidc.protect_all(app)
    app.view_functions["silent"] = mark(lambda unit: unit)
    with pytest.raises(ViewInvalid, match=f"'silent'.*{named}"):
        oidc.check(app)


@pytest.mark.parametrize(
    "mark",
    [
        oidc.requires("onestop.counter", unit="unit"),
        oidc.requires("egov-idp.admin"),
        oidc.api("onestop.head", scope="onestop.read", unit="unit"),
        oidc.acr("mfa", max_age=60),
    ],
)
def test_what_somebody_can_have_starts(app: Flask, mark: Callable[[View], View]) -> None:
    oidc.protect_all(app)
    app.view_functions["silent"] = mark(lambda unit: unit)
    oidc.check(app)


def test_requires_wants_a_right() -> None:
    with pytest.raises(TypeError, match="name of a right"):
        oidc.requires()
    with pytest.raises(TypeError, match="name of a right"):
        oidc.requires(lambda: "view")  # type: ignore[arg-type] # the parentheses were forgotten


def test_user_is_the_person_with_what_the_provider_calls_them(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    assert browser.get("/user").json == {
        "iss": op.issuer,
        "sub": "f:people:5f0c1c5e",
        "sid": "session-1",
        "staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11",
        "tenant": "danang",
    }


def test_user_where_nobody_is_signed_in_is_an_error(browser: Browser) -> None:
    assert browser.get("/nobody").status_code == 500
    assert cookies.SESSION not in browser.cookies()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"EGOV_SCHEME": "ftp"}, "scheme"),
        ({"EGOV_SECRETS_DIR": ABSENT}, "secrets_dir"),
        ({"EGOV_TENANTS": '{"danang": {"host": "x"}}'}, r"tenants\.danang\.issuer"),
        ({"EGOV_ACR_VALUES": '{"mfa": ["a b"]}'}, r"acr_values\.mfa"),
    ],
)
def test_wrong_setting_stops_the_start_by_name_and_shows_no_password(
    desk: Module, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, object], named: str
) -> None:
    danang = TENANTS["danang"].model_dump_json()
    given = {
        "EGOV_TENANTS": f'{{"danang": {danang}}}',
        "EGOV_DATABASE_URL": "postgresql://egov:a-password@db/{tenant}",
        "EGOV_SECRETS_DIR": "/nowhere",
    }
    for name, value in changed(given, wrong).items():
        monkeypatch.setenv(name, str(value))
    with pytest.raises(ValidationError, match=named) as caught:
        OIDC(Flask("plain"), module=desk)
    assert "a-password" not in str(caught.value)


@pytest.mark.parametrize(
    "issuer", ["http://sso.example.vn/realms/danang", "sso.example.vn", "https://x?y"]
)
def test_issuer_that_nobody_may_have_stops_the_start(
    web_settings: Settings, desk: Module, issuer: str
) -> None:
    danang = TENANTS["danang"].model_copy(update={"issuer": issuer})
    settings = web_settings.model_copy(update={"tenants": {"danang": danang}})
    with pytest.raises(IssuerInvalid, match=re.escape(issuer)):
        OIDC(Flask("plain"), module=desk, settings=settings)
