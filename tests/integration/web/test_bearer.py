from collections.abc import Iterator
from dataclasses import replace

import pytest
from egov_kit import oidc
from egov_kit.flask.app import build
from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.web import cookies

from tests.support.op import HandClock
from tests.support.web import Browser, SimulatedProviders

WHO = "/api/whoami"


def test_token_made_for_us_opens_the_api(browser: Browser, op: Simulator) -> None:
    for scheme in ("Bearer", "bearer"):
        answer = browser.script("GET", WHO, Authorization=f"{scheme} {op.access_token()}")
        assert answer.json == {"staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11"}


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "portal"}, {"aud": "account"}, {"aud": ABSENT}, {"exp": 1}, {"sub": ""},
        {"tenant": "quang-nam"}, {"typ": "ID"}, {"typ": "Refresh"}, {"cnf": {"jkt": "x"}},
        {"nbf": 99_999_999_999}, {"staff_id": ABSENT},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_token_is_a_401(browser: Browser, op: Simulator, claims: dict[str, object]) -> None:
    answer = browser.script("GET", WHO, Authorization=f"Bearer {op.access_token(**claims)}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_every_refused_token_gets_the_same_answer(browser: Browser, op: Simulator) -> None:
    tokens = [op.access_token(exp=1), op.id_token(), op.logout_token(), "x.y.z", "nonsense"]
    answers = [browser.script("GET", WHO, Authorization=f"Bearer {each}") for each in tokens]
    assert {each.status_code for each in answers} == {401}
    assert len({each.data for each in answers}) == 1
    assert len({each.headers["WWW-Authenticate"] for each in answers}) == 1


@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "AT+JWT"])
def test_access_token_by_any_of_its_names(browser: Browser, op: Simulator, typ: str) -> None:
    token = op.access_token({"typ": typ})
    assert browser.script("GET", WHO, Authorization=f"Bearer {token}").status_code == 200


@pytest.mark.parametrize("typ", ["JWT", ABSENT, "logout+jwt"])
def test_other_types_are_no_access_token(browser: Browser, op: Simulator, typ: object) -> None:
    token = op.access_token({"typ": typ})
    assert browser.script("GET", WHO, Authorization=f"Bearer {token}").status_code == 401


def test_cookie_opens_no_api(browser: Browser) -> None:
    browser.sign_in()
    assert cookies.SESSION in browser.cookies()
    answer = browser.get(WHO)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_token_in_the_address_counts_for_nothing(browser: Browser, op: Simulator) -> None:
    assert browser.script("GET", f"{WHO}?access_token={op.access_token()}").status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "DPoP", "Bearer  x", "Token"])
def test_other_schemes_count_for_nothing(browser: Browser, op: Simulator, scheme: str) -> None:
    value = f"{scheme} {op.access_token()}"
    assert browser.script("GET", WHO, Authorization=value).status_code == 401


def test_token_of_a_realm_that_is_not_here_costs_no_call(browser: Browser, op: Simulator) -> None:
    token = op.access_token(iss="http://sso.localhost:8080/realms/quang-nam")
    assert browser.script("GET", WHO, Authorization=f"Bearer {token}").status_code == 401
    assert op.calls() == []


@pytest.mark.parametrize(
    ("path", "claims", "named"),
    [
        ("/api/head", {}, ', scope="onestop.head"'),
        ("/api/portal-only", {}, ""),
        (WHO, {"grants": ["evaluation.reader@H17"]}, ""),
    ],
)
def test_good_token_that_is_not_enough_is_a_403(
    browser: Browser, op: Simulator, path: str, claims: dict[str, object], named: str
) -> None:
    token = op.access_token(**claims)
    answer = browser.script("GET", path, Authorization=f"Bearer {token}")
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope"{named}'


def test_good_token_that_is_enough_is_let_in(browser: Browser, op: Simulator) -> None:
    head = op.access_token(grants=["onestop.head@H17"])
    assert browser.script("GET", "/api/head", Authorization=f"Bearer {head}").text == "head"
    portal = op.access_token(azp="portal")
    answer = browser.script("GET", "/api/portal-only", Authorization=f"Bearer {portal}")
    assert answer.text == "portal"


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("onestop.read", 200), ("openid onestop.read profile", 200), ("openid", 403), ("", 403),
        (ABSENT, 403), ("onestop.readonly", 403), ("onestop.rea", 403), ("ONESTOP.READ", 403),
        ("onestop.read.x", 403), ("onestop.write", 403), ("onestop.read,onestop.write", 403),
    ],
    ids=str,
)  # fmt: skip
def test_scope_is_matched_whole(
    browser: Browser, op: Simulator, scope: object, status: int
) -> None:
    token = op.access_token(scope=scope)
    answer = browser.script("GET", "/api/files", Authorization=f"Bearer {token}")
    assert answer.status_code == status
    if status == 403:
        expected = 'Bearer error="insufficient_scope", scope="onestop.read"'
        assert answer.headers["WWW-Authenticate"] == expected


@pytest.mark.parametrize("scope", [["onestop.read"], 7, None, {"onestop.read": True}], ids=str)
def test_scope_that_is_no_text_gives_nothing(
    browser: Browser, op: Simulator, scope: object
) -> None:
    token = op.access_token(scope=scope)
    answer = browser.script("GET", "/api/files", Authorization=f"Bearer {token}")
    assert answer.status_code in (401, 403)


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        ("/api/units/H17.08", "onestop.read onestop.write", 200),
        ("/api/units/H17.08", "onestop.read", 403),
        ("/api/units/H17.080", "onestop.read onestop.write", 404),
    ],
)
def test_scope_right_and_unit_are_all_needed(
    browser: Browser, op: Simulator, path: str, scope: str, status: int
) -> None:
    token = op.access_token(scope=scope)
    assert browser.script("GET", path, Authorization=f"Bearer {token}").status_code == status


@pytest.mark.parametrize("scope", [" ", "a  b", 'a"b', "a\nb", "đọc", "a\\b"])
def test_scope_that_no_token_can_have_is_refused_where_it_is_written(scope: str) -> None:
    with pytest.raises(ValueError, match="none that a token can have"):
        oidc.api(scope=scope)


@pytest.fixture
def api(web_settings: Settings, desk: Module, op: Simulator, clock: HandClock) -> Iterator[Browser]:
    """A module of kind ``api``: one address for all tenants."""
    module = replace(desk, kind="api")
    providers = SimulatedProviders(op, clock)
    yield Browser(build(module, web_settings, providers=providers), op, host="127.0.0.1:8002")
    providers.close()


def test_api_learns_the_tenant_from_the_token(api: Browser, op: Simulator) -> None:
    good = api.script("GET", WHO, Authorization=f"Bearer {op.access_token()}")
    assert good.status_code == 200
    for issuer in ("https://evil.example", f"{op.issuer}/"):
        bad = api.script("GET", WHO, Authorization=f"Bearer {op.access_token(iss=issuer)}")
        assert bad.status_code == 401


def test_api_has_no_browser_paths_and_no_cookies(api: Browser, op: Simulator) -> None:
    for path in ("/oidc/login", "/oidc/callback", "/oidc/logout"):
        assert api.get(path).status_code == 404
    assert api.get(WHO).mimetype == "application/problem+json"
    assert api.cookies() == {}
    assert op.calls() == []


@pytest.mark.parametrize(
    "spoil",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "https://evil.example/token"},
        {"id_token_signing_alg_values_supported": ["none"]},
        {"jwks_uri": ABSENT},
    ],
    ids=str,
)
def test_provider_that_misbehaves_is_not_the_callers_fault(
    browser: Browser, op: Simulator, spoil: dict[str, object], clock: HandClock
) -> None:
    op.changes["discovery"] = spoil
    token = {"Authorization": f"Bearer {op.access_token()}"}
    answer = browser.script("GET", WHO, **token)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "10"
    assert "WWW-Authenticate" not in answer.headers
    op.changes["discovery"] = {}
    clock.forward(31)  # the longest cool-down
    assert browser.script("GET", WHO, **token).status_code == 200
