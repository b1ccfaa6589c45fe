"""People who sign in at a provider that is not ours."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import load
from egov_kit.op import Providers
from egov_kit.op.client_auth import ClientSecret
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Client, Person, Simulator
from egov_kit.web import cookies
from werkzeug.test import Client as Sender
from werkzeug.test import TestResponse

from tests.support.stores import TENANTS
from tests.support.web import Browser

SECRET = "a-secret/of+ours%"
HOST = "reports.danang.localhost:8000"
REPORTS = Path(__file__).parents[2] / "data" / "reports" / "module.toml"
ADA = Person(
    username="ada",
    sub="24400320",
    claims={"name": "Ada Lovelace", "email": "ada@example.org", "email_verified": True},
)
MALLORY = Person(
    username="mallory", sub="666", claims={"email": "ada@example.org", "email_verified": False}
)


class Visitor(Browser):
    """A browser at the reports of Da Nang."""

    def __init__(self, wsgi: Callable[..., Any], op: Simulator) -> None:
        super().__init__(wsgi, op, HOST)

    def sign_in(self, path: str = "/me") -> TestResponse:
        """Sign in on the way to a page."""
        return super().sign_in(path)


@pytest.fixture
def outside_op() -> Iterator[Simulator]:
    """A provider that knows nothing of the platform: opaque tokens, a secret, no ``sid``."""
    client = Client(client_id="c-1", secret=SECRET, access_token_type="opaque")
    with Simulator(clients=[client], people=[ADA, MALLORY]) as made:
        made.changes["id_token"] = {"sid": ABSENT}
        made.sign_in(ADA)
        yield made


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def outside_settings(
    request: pytest.FixtureRequest, outside_op: Simulator, tmp_path: Path
) -> Iterator[Settings]:
    folder = tmp_path / "secrets" / "danang" / "clients"
    folder.mkdir(parents=True)
    (folder / "reports.secret").write_text(f"{SECRET}\n")
    told = {
        "issuer": outside_op.issuer,
        "kind": "outside",
        "client_ids": {"reports": "c-1"},
        "client_auth": request.param,
        "introspection": True,
    }
    yield Settings(
        environment="development",
        scheme="http",
        tenants={"danang": TENANTS["danang"].model_copy(update=told)},
        connect_to="127.0.0.1:9",
        database_url=f"sqlite:///{tmp_path}/db/{{tenant}}/{{module}}.sqlite",
        secrets_dir=tmp_path / "secrets",
    )
    database.close_all()


@pytest.fixture
def providers(outside_settings: Settings) -> Iterator[Providers]:
    made = Providers(outside_settings)
    yield made
    made.close()


@pytest.fixture
def outside_host(outside_settings: Settings, providers: Providers) -> Host:
    """A module that is open to whoever that provider signs in."""
    database.migrate_kit(outside_settings, "danang", "reports")
    module = load(REPORTS, "tests.data.reports")
    return Host(outside_settings, [module], providers=providers)


@pytest.fixture
def outsider(outside_host: Host, outside_op: Simulator) -> Visitor:
    return Visitor(outside_host.public, outside_op)


def whoami(browser: Visitor) -> dict[str, object]:
    found = browser.get("/me").json
    assert isinstance(found, dict)
    return found


def test_person_has_a_name_and_nothing_of_the_platforms(outsider: Visitor) -> None:
    outsider.sign_in()
    found = whoami(outsider)
    assert (found["sub"], found["name"], found["tenant"]) == ("24400320", "Ada Lovelace", "danang")
    assert (found["email"], found["email_verified"]) == ("ada@example.org", True)
    assert [found[each] for each in ("staff_id", "posts", "grants", "sid")] == [None, [], [], None]


def test_claims_of_the_platforms_names_count_for_nothing(
    outsider: Visitor, outside_op: Simulator
) -> None:
    forged = {
        "staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11",
        "grants": ["onestop.counter@H17"],
        "posts": ["0b0a3f0e-93a4-4d5b-8d0b-6a0f4f6a1c01|H17|head|main"],
        "tenant": "quang-nam",
        "name": ABSENT,
    }
    outside_op.changes["id_token"] |= forged
    outside_op.changes["userinfo"] = forged | {"name": "Ada"}
    outsider.sign_in()
    found = whoami(outsider)
    assert [found[name] for name in ("staff_id", "posts", "grants")] == [None, [], []]
    assert (found["tenant"], found["name"]) == ("danang", "Ada")
    assert outsider.get("/read").status_code == 403


def test_name_of_the_id_token_spares_a_call(outsider: Visitor, outside_op: Simulator) -> None:
    outsider.sign_in()
    assert outside_op.calls("userinfo") == []


def test_name_comes_from_userinfo_where_the_id_token_has_none(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.changes["id_token"] |= {"name": ABSENT, "email": ABSENT}
    outsider.sign_in()
    assert whoami(outsider)["name"] == "Ada Lovelace"
    assert len(outside_op.calls("userinfo")) == 1


def test_userinfo_of_another_person_ends_the_sign_in(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.changes["id_token"] |= {"name": ABSENT}
    outside_op.switches.on("userinfo-sub-other")
    answer = outsider.sign_in()
    assert (answer.status_code, cookies.SESSION in outsider.cookies()) == (400, False)


def test_provider_without_userinfo_signs_in_by_whatever_name_there_is(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.changes["discovery"] = {"userinfo_endpoint": ABSENT}
    outside_op.changes["id_token"] |= {"name": ABSENT, "email": ABSENT}
    outsider.sign_in()
    assert whoami(outsider)["name"] == "24400320"


@pytest.mark.parametrize("path", ["/read", "/units/H17"])
def test_view_that_asks_for_a_right_is_a_403(outsider: Visitor, path: str) -> None:
    outsider.sign_in()
    assert outsider.get("/me").status_code == 200
    assert outsider.get(path).status_code == 403


def test_module_for_staff_lets_no_outsider_in(
    outside_settings: Settings, outside_op: Simulator, providers: Providers
) -> None:
    database.migrate_kit(outside_settings, "danang", "reports")
    for_staff = replace(load(REPORTS, "tests.data.reports"), audience="staff")
    host = Host(outside_settings, [for_staff], providers=providers)
    visitor = Visitor(host.public, outside_op)
    visitor.sign_in()
    assert visitor.get("/me").status_code == 403


def test_same_address_is_not_the_same_person(
    outside_host: Host, outside_op: Simulator, outsider: Visitor
) -> None:
    outsider.sign_in()
    victim = whoami(outsider)
    outside_op.sign_in(MALLORY)
    attacker = Visitor(outside_host.public, outside_op)
    attacker.sign_in()
    assert whoami(attacker)["email"] == victim["email"]
    assert whoami(attacker)["key"] != victim["key"]


def test_same_person_with_another_address_stays_who_they_are(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outsider.sign_in()
    before = whoami(outsider)["key"]
    outside_op.changes["id_token"] |= {"email": "lovelace@example.org"}
    outsider.sign_in("/oidc/login")
    assert whoami(outsider)["email"] == "lovelace@example.org"
    assert whoami(outsider)["key"] == before


def test_session_is_refreshed(outsider: Visitor, outside_op: Simulator) -> None:
    outside_op.changes["token"] = {"expires_in": 0}
    outsider.sign_in()
    outside_op.changes.pop("token")
    before = len(outside_op.calls("token"))
    assert whoami(outsider)["sub"] == "24400320"
    assert len(outside_op.calls("token")) == before + 1


def test_session_without_a_refresh_token_ends_with_its_access_token(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.changes["token"] = {"expires_in": 0, "refresh_token": ABSENT}
    outsider.sign_in()
    assert outsider.get("/me").status_code == 302


def test_session_without_a_refresh_token_lives_as_long_as_that(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.changes["token"] = {"refresh_token": ABSENT}
    outsider.sign_in()
    assert outsider.get("/me").status_code == 200


def test_sign_out_goes_to_the_provider_if_it_has_a_place_for_that(outsider: Visitor) -> None:
    outsider.sign_in()
    token = outsider.form_token("/oidc/logout")
    answer = outsider.post("/oidc/logout", {"csrf_token": token})
    assert parse_qs(urlsplit(answer.location).query)["client_id"] == ["c-1"]
    assert outsider.get("/me").status_code == 302


def test_sign_out_is_local_if_the_provider_has_no_place_for_it(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.changes["discovery"] = {"end_session_endpoint": ABSENT}
    outsider.sign_in()
    token = outsider.form_token("/oidc/logout")
    answer = outsider.post("/oidc/logout", {"csrf_token": token})
    assert (answer.status_code, outsider.get("/me").status_code) == (200, 302)


def test_sign_out_leaves_the_other_browsers_of_a_person_without_sid(
    outside_host: Host, outside_op: Simulator, outsider: Visitor
) -> None:
    other = Visitor(outside_host.public, outside_op)
    for each in (outsider, other):
        each.sign_in()
    token = outsider.form_token("/oidc/logout")
    outsider.post("/oidc/logout", {"csrf_token": token})
    assert [outsider.get("/me").status_code, other.get("/me").status_code] == [302, 200]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"sid": ABSENT}, 302), ({}, 302), ({"sub": ABSENT}, 200),
        ({"sid": ABSENT, "sub": "somebody-else"}, 200), ({"sub": "somebody-else"}, 200),
    ],
    ids=str,
)  # fmt: skip
def test_order_to_sign_out_by_sub_ends_a_session_without_sid(
    outside_host: Host, outside_op: Simulator, outsider: Visitor, told: dict[str, object], left: int
) -> None:
    outsider.sign_in()
    token = outside_op.logout_token(**{"aud": "c-1"} | told)
    answer = Sender(outside_host.internal).post(
        "/reports/oidc/backchannel-logout", data={"logout_token": token}
    )
    assert (answer.status_code, outsider.get("/me").status_code) == (200, left)


def test_order_by_sid_ends_the_session_of_that_sid_alone(
    outside_host: Host, outside_op: Simulator, outsider: Visitor
) -> None:
    outside_op.changes.pop("id_token")
    outsider.sign_in()
    other = Visitor(outside_host.public, outside_op)
    outside_op.sign_in(ADA)
    other.sign_in()
    token = outside_op.logout_token(sub=ABSENT, sid=whoami(outsider)["sid"])
    Sender(outside_host.internal).post(
        "/reports/oidc/backchannel-logout", data={"logout_token": token}
    )
    assert [outsider.get("/me").status_code, other.get("/me").status_code] == [302, 200]


def test_stronger_sign_in_is_asked_of_an_outside_provider_too(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outsider.sign_in()
    begun = outsider.get("/sign")
    assert begun.status_code == 302
    outside_op.sign_in(ADA, level=2)
    outsider.callback(outsider.at_provider(begun))
    assert outsider.get("/sign").text == "signed"


def test_silent_check_of_who_is_not_signed_in_there(
    outsider: Visitor, outside_op: Simulator
) -> None:
    outside_op.standing = None
    begun = outsider.get("/oidc/login?prompt=none")
    assert outsider.callback(outsider.at_provider(begun)).status_code == 401


def test_request_is_pushed_with_the_secret(outsider: Visitor, outside_op: Simulator) -> None:
    outsider.sign_in()
    (pushed,) = outside_op.calls("par")
    assert pushed.form["scope"] == "openid profile email"
    shown = [call.headers.get("authorization", "")[:6] for call in outside_op.calls("par")]
    assert shown == ["Basic "] or "client_secret" in pushed.form


def test_secret_is_in_no_text_about_it(outside_settings: Settings) -> None:
    path = outside_settings.secrets_dir / "danang" / "clients" / "reports.secret"
    assert SECRET not in repr(ClientSecret.load(path, "client_secret_post"))
    path.write_text("\n")
    with pytest.raises(ValueError, match=r"reports\.secret holds no client secret"):
        ClientSecret.load(path, "client_secret_post")


@pytest.mark.parametrize("path", ["/api/me", "/api/read", "/api/reports"])
def test_token_of_an_outside_provider_at_an_api(
    outsider: Visitor, outside_op: Simulator, path: str
) -> None:
    claims = outside_op.access_token_claims("c-1", scope="reports.read", name=ABSENT, sid=ABSENT)
    token = outside_op.state.keep_opaque(claims)
    answer = outsider.script("GET", path, Authorization=f"Bearer {token}")
    assert answer.status_code == (403 if path == "/api/read" else 200)
    if path == "/api/me":
        assert answer.json == {"sub": "24400320", "staff_id": None}


def test_opaque_token_that_nobody_knows_is_a_401(outsider: Visitor) -> None:
    assert outsider.script("GET", "/api/me", Authorization="Bearer nonsense").status_code == 401
