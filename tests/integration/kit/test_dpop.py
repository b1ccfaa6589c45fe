"""Tokens bound to a key by the real Keycloak (RFC 9449); its realms need no change for that."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from egov_kit import database
from egov_kit.errors import TokenRefused
from egov_kit.host import Host
from egov_kit.kit import utc_now
from egov_kit.module import load
from egov_kit.op import Provider, Providers
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings
from egov_kit.simulator.jose import claims_of
from egov_kit.store import Store
from egov_kit.testing.browser import Browser
from egov_kit.web import cookies

from tests.support._browser import Browser as AtKeycloak
from tests.support.keycloak import RunningKeycloak
from tests.support.web import DESK


@dataclass(kw_only=True)
class Party:
    """A module of one view of every sort, whose settings ask for bound tokens."""

    settings: Settings
    providers: Providers
    later: timedelta = timedelta()
    browser: Browser = field(init=False)

    @property
    def provider(self) -> Provider:
        return self.providers.get("danang", "onestop")

    def session(self) -> KeptSession:
        store = Store(
            settings=self.settings,
            tenant="danang",
            module="onestop",
            now=lambda: utc_now() + self.later,
        )
        found = Sessions(store).find(self.browser.cookies()[cookies.SESSION])
        assert found is not None
        return found


@pytest.fixture
def bound(keycloak: RunningKeycloak, tmp_path: Path) -> Iterator[Party]:
    danang = keycloak.settings.tenants["danang"].model_copy(update={"dpop": True})
    settings = keycloak.settings.model_copy(
        update={
            "tenants": {"danang": danang},
            "database_url": f"sqlite:///{tmp_path}/{{tenant}}/{{module}}.sqlite",
            "ready_dir": None,
        }
    )
    database.migrate_kit(settings, "danang", "onestop")
    party = Party(settings=settings, providers=Providers(settings))
    host = Host(
        settings,
        [load(DESK, "tests.data.desk")],
        providers=party.providers,
        now=lambda: utc_now() + party.later,
    )
    with AtKeycloak() as at_keycloak:

        def signs_in(address: str) -> str:
            password = keycloak.password("danang", "annv")
            return at_keycloak.sign_in(at_keycloak.get(address), "annv", password).url

        base = settings.module_url("danang", "onestop")
        party.browser = Browser(host.public, base, signs_in)
        yield party
    party.providers.close()
    database.close_all()


def test_keycloak_binds_what_a_session_holds(bound: Party) -> None:
    bound.browser.sign_in("/mine")
    assert bound.browser.get("/mine").status_code == 200
    session = bound.session()
    assert session.key is not None
    first = session.access_token or ""
    assert claims_of(first)["cnf"]["jkt"] == session.key.thumbprint
    bound.later = timedelta(seconds=250)
    assert bound.browser.get("/mine").status_code == 200
    second = bound.session().access_token or ""
    assert second != first
    assert claims_of(second)["cnf"]["jkt"] == session.key.thumbprint
    assert (
        bound.provider.userinfo(second, sub=session.sub, key=session.key).person.username == "annv"
    )
    with pytest.raises(TokenRefused):
        bound.provider.userinfo(second, sub=session.sub)
    called = bound.provider.exchange(second, audience="egov-idp", key=session.key)
    assert claims_of(called.access_token)["cnf"]["jkt"] == session.key.thumbprint
