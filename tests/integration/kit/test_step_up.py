"""Views that want a stronger or a more recent sign-in, before the real Keycloak."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from egov_kit import database
from egov_kit.host import Host
from egov_kit.kit import utc_now
from egov_kit.module import load
from egov_kit.op import Providers
from werkzeug.test import Client, TestResponse

from tests.support._browser import Authenticator, Page
from tests.support._browser import Browser as AtKeycloak
from tests.support.keycloak import RunningKeycloak
from tests.support.web import DESK

_PAGE = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}


@dataclass(kw_only=True)
class Clerk:
    """annv's browser: the module is asked without a network, Keycloak over one."""

    module: Client
    base: str
    keycloak: AtKeycloak
    password: str

    def open(self, path: str) -> TestResponse:
        return self.module.get(path, base_url=self.base, headers=_PAGE)

    def asked(self, path: str) -> Page:
        """What Keycloak shows on the way to a page, or the answer it sends back."""
        return self.keycloak.get(self.open(path).location)

    def give_password(self, page: Page) -> Page:
        form = page.form("password")
        named = {"username": "annv"} if "username" in form.fields else {}
        return self.keycloak.submit(form, **named, password=self.password)

    def come_back(self, page: Page) -> TestResponse:
        assert page.status == 0, page.text
        return self.module.get(
            "/oidc/callback", base_url=self.base, headers=_PAGE, query_string=dict(page.query)
        )


@dataclass(kw_only=True)
class Later:
    """The clock of the module; Keycloak's goes its own way."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def clerk(
    keycloak: RunningKeycloak, providers: Providers, later: Later, tmp_path: Path
) -> Iterator[Clerk]:
    """At a module of one view of every sort, which Keycloak takes for the one-stop shop."""
    settings = keycloak.settings.model_copy(
        update={
            "database_url": f"sqlite:///{tmp_path}/{{tenant}}/{{module}}.sqlite",
            "ready_dir": None,
        }
    )
    database.migrate_kit(settings, "danang", "onestop")
    host = Host(settings, [load(DESK, "tests.data.desk")], providers=providers, now=later)
    keycloak.forget("danang", "annv")
    with AtKeycloak() as browser:
        yield Clerk(
            module=Client(host.public),
            base=settings.module_url("danang", "onestop"),
            keycloak=browser,
            password=keycloak.password("danang", "annv"),
        )
    keycloak.forget("danang", "annv")
    database.close_all()


def enrolled(clerk: Clerk) -> Authenticator:
    """Step up for the first time, from a live session of level 1."""
    assert clerk.come_back(clerk.give_password(clerk.asked("/mine"))).location == "/mine"
    page, app = clerk.keycloak.enrol(clerk.asked("/sign"))
    assert clerk.come_back(page).location == "/sign"
    return app


def test_live_session_is_asked_for_the_second_factor_alone_and_once(clerk: Clerk) -> None:
    enrolled(clerk)
    assert clerk.open("/sign").status_code == 200
    assert clerk.open("/mine").status_code == 200


def test_stranger_signs_in_and_then_gives_the_code(clerk: Clerk) -> None:
    app = enrolled(clerk)
    clerk.module = Client(clerk.module.application)
    clerk.keycloak.forget_cookies()
    assert clerk.come_back(clerk.give_password(clerk.asked("/sign"))).location == "/sign"
    code = clerk.asked("/sign")
    assert (code.asks_for("otp"), code.asks_for("password")) == (True, False)
    assert clerk.come_back(clerk.keycloak.give_code(code, app)).location == "/sign"
    assert clerk.open("/sign").status_code == 200


def test_leaving_the_second_factor_leaves_the_session(clerk: Clerk) -> None:
    clerk.come_back(clerk.give_password(clerk.asked("/mine")))
    assert clerk.asked("/sign").asks_for("totpSecret")
    assert clerk.open("/mine").status_code == 200


def test_old_sign_in_is_asked_for_the_password_again(clerk: Clerk, later: Later) -> None:
    clerk.come_back(clerk.give_password(clerk.asked("/mine")))
    assert clerk.open("/just-now").text == "just now"
    time.sleep(1.1)  # Keycloak counts whole seconds
    later.ahead = timedelta(seconds=65)  # beyond the grace; Keycloak's clock goes on as it was
    again = clerk.asked("/just-now")
    later.ahead = timedelta()
    assert clerk.come_back(clerk.give_password(again)).location == "/just-now"


def test_silent_check_that_fails_leaves_the_session(clerk: Clerk) -> None:
    clerk.come_back(clerk.give_password(clerk.asked("/mine")))
    clerk.keycloak.forget_cookies()
    answer = clerk.asked("/oidc/login?prompt=none")
    assert answer.query["error"] == "login_required"
    assert clerk.come_back(answer).status_code == 401
    assert clerk.open("/mine").status_code == 200
