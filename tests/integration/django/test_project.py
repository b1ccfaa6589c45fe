"""What is Django's own about a project on the kit; what both frameworks share is in `web`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import override_settings
from django.urls import clear_url_caches, get_resolver, include, path, re_path
from egov_kit.django import OIDC, oidc
from egov_kit.errors import ViewInvalid, ViewUndeclared
from egov_kit.host import Host
from egov_kit.simulator import Simulator
from egov_kit.web.assets import asset
from werkzeug.test import Client

from tests.support.web import Browser

Wsgi = Callable[..., Any]


@pytest.fixture
def framework() -> str:
    return "django"


@pytest.fixture
def paths(city: Wsgi) -> Iterator[list[Any]]:
    """The project's own paths, to be changed."""
    from tests.data.city import urls  # the fixture `city` has named the settings

    before, exceptions = list(urls.urlpatterns), oidc._exceptions
    clear_url_caches()
    yield urls.urlpatterns
    urls.urlpatterns[:], oidc._exceptions = before, exceptions
    clear_url_caches()
    get_resolver()


def silent(_request: object, **_arguments: object) -> Any:  # noqa: ANN401 # Django has no types
    return HttpResponse("silent")


def start() -> Wsgi:
    clear_url_caches()
    made: Wsgi = WSGIHandler()
    return made


def test_project_with_a_silent_view_does_not_start(paths: list[Any]) -> None:
    start()
    paths.append(path("silent", silent, name="silent"))
    with pytest.raises(ViewUndeclared, match="silent"):
        start()


def test_view_that_became_silent_is_never_served(paths: list[Any], browser: Browser) -> None:
    serving = start()
    paths.append(path("silent", silent, name="silent"))

    clear_url_caches()
    answer = Client(serving).get("/silent", base_url=browser.base)
    assert (answer.status_code, "silent\n" in answer.text) == (500, False)


def test_protect_all_lets_in_who_is_signed_in_and_everybody_where_it_is_excepted(
    paths: list[Any], browser: Browser, op: Simulator
) -> None:
    inner = ([path("hello", silent, name="hello"), path("silent", silent, name="silent")], "inner")
    paths.append(path("inner/", include(inner)))
    oidc.protect_all(except_=["inner:hello"])
    stranger = Client(start())
    found = [stranger.get(f"/inner/{each}", base_url=browser.base) for each in ("hello", "silent")]
    assert [each.status_code for each in found] == [200, 302]
    assert found[1].location.startswith(op.issuer)


@pytest.mark.parametrize(("name", "why"), [("helo", "no such view"), ("oidc_login", "says who")])
def test_exception_that_excepts_nothing_stops_the_start(
    paths: list[Any], name: str, why: str
) -> None:
    oidc.protect_all(except_=[name])
    with pytest.raises(ViewInvalid, match=f"'{name}'.*{why}"):
        start()


def test_unit_that_no_route_has_stops_the_start(paths: list[Any]) -> None:
    guarded = oidc.requires("onestop.counter", unit="unit")(lambda request, unit: None)
    below = include([path("page", guarded, name="below")])
    paths.append(path("<unit>/", below))
    paths.append(re_path("^named/(?P<unit>[^/]+)$", guarded, name="named"))
    start()
    paths.append(path("given", guarded, {"unit": "H17"}, name="given"))
    start()
    paths.append(path("bare", guarded, name="bare"))
    with pytest.raises(ViewInvalid, match=r"'bare'.*'unit'"):
        start()


@pytest.mark.parametrize(
    ("setting", "value"), [("CSRF_USE_SESSIONS", False), ("EGOV_MODULE_FILE", None)]
)
def test_wrong_setting_stops_the_start_by_name(city: Wsgi, setting: str, value: object) -> None:
    with override_settings(**{setting: value}), pytest.raises(ImproperlyConfigured, match=setting):
        OIDC().start(settings=SimpleNamespace())  # type: ignore[arg-type] # never looked at


def test_permission_denied_is_the_kits_page(browser: Browser) -> None:
    browser.sign_in()
    page = browser.get("/forbidden?lang=en")
    assert (page.status_code, "You may not do this" in page.text) == (403, True)
    asked = browser.script("GET", "/forbidden", Accept="application/json")
    assert asked.json is not None
    assert asked.json["code"] == "forbidden"


def test_method_that_an_own_path_does_not_take_is_a_405(browser: Browser) -> None:
    answer = browser.script("POST", "/oidc/login", Accept="application/json")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_page_in_the_kits_frame_speaks_the_readers_language(browser: Browser) -> None:
    browser.sign_in()
    assert "<h1>Đăng xuất</h1>" in browser.get("/form").text
    assert "<h1>Sign out</h1>" in browser.get("/form?lang=en").text


def test_files_of_the_kit_are_served(browser: Browser) -> None:
    assert browser.get(asset("egov.css")).status_code == 200
    assert browser.get("/assets/../pages.py").status_code == 404


def test_listener_for_servers_ends_a_session_of_the_project(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    assert browser.get("/mine").status_code == 200
    sent = {"logout_token": op.logout_token()}
    told = Client(oidc.internal()).post("/onestop/oidc/backchannel-logout", data=sent)
    assert (told.status_code, browser.get("/mine").status_code) == (200, 302)


def test_project_of_kind_api_has_no_paths_for_browsers(
    city: Wsgi, browser: Browser, host: Host, op: Simulator
) -> None:
    module = replace(oidc.kit.module, kind="api")
    oidc.start(
        module=module, settings=oidc.kit.settings, providers=oidc.kit.providers, now=host._now
    )
    api = Client(WSGIHandler())
    token = {"Authorization": f"Bearer {op.access_token()}"}
    assert api.get("/api/whoami", headers=token).status_code == 200
    assert api.get("/oidc/login").status_code == 404
    assert api.get("/healthz").status_code == 200
