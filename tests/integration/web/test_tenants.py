import pytest
from egov_kit.host import Host
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator
from egov_kit.web import cookies

from tests.support.web import HOST, Browser


@pytest.mark.parametrize(
    "host_name",
    [
        "onestop.hanoi.localhost:8000", "danang.localhost:8000", "onestop.danang.localhost",
        "onestop.danang.localhost:80", "onestop.danang.localhost:8000.e.com", "..", "",
        "evil.onestop.danang.localhost:8000", "onestop.danang.localhost:8000@e.com",
    ],
)  # fmt: skip
def test_unknown_host_is_a_404_that_touches_nothing(
    host: Host, op: Simulator, web_settings: Settings, host_name: str
) -> None:
    browser = Browser(host.public, op)
    for path in ("/mine", "/oidc/login", "/oidc/callback?state=x", "/nothing"):
        answer = browser.script("GET", path, Host=host_name)
        assert answer.status_code == 404
    assert op.calls() == []


def test_known_host_is_found_whatever_its_case(browser: Browser) -> None:
    assert browser.script("GET", "/", Host=HOST.upper()).text == "home"


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Realm", "Forwarded", "X-Tenant"])
def test_no_other_header_names_the_tenant(browser: Browser, op: Simulator, header: str) -> None:
    answer = browser.get("/mine", **{header: "onestop.quang-nam.localhost:8000"})
    assert answer.location.startswith(op.issuer)


def test_session_of_one_tenant_is_nothing_in_another(host: Host, op: Simulator) -> None:
    browser = Browser(host.public, op)
    browser.sign_in()
    other = Browser(host.public, op, host="onestop.quang-nam.localhost:8000")
    other.set_cookie(cookies.SESSION, browser.cookies()[cookies.SESSION])
    calls = len(op.calls())
    answer = other.script("GET", "/mine", Accept="application/json")
    assert answer.status_code == 401
    assert len(op.calls()) == calls
    assert browser.get("/mine").status_code == 200


def test_health_is_told_without_a_session(browser: Browser, op: Simulator) -> None:
    assert browser.get("/healthz").text == "ok\n"
    assert op.calls() == []
