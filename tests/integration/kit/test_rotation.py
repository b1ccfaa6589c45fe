"""A module's key is changed while people sign in: every sign-in and every refresh goes well."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from egov_idp.client_keys import ClientKeys
from egov_idp.local import partly, rotation
from egov_idp.local import platform as local
from egov_idp.local.errors import RotationUnderWay
from egov_idp.local.platform import Platform
from egov_idp.realms.clients import key_ref
from egov_idp.reconcile import RealmReader, plan_of
from egov_idp.secrets import SecretStore
from egov_kit.kit import utc_now
from egov_kit.module import Module, discover
from egov_kit.op import Providers

from tests.support._browser import Browser
from tests.support.keycloak import RunningKeycloak

HOUR = timedelta(hours=1)
PATIENCE = 60
ONESTOP: Module = next(each for each in discover() if each.name == "onestop")
REF = key_ref("danang", ONESTOP)


@dataclass(frozen=True)
class People:
    """They sign in to the running module, and refresh as the kit does, one after the other."""

    platform: Platform
    keycloak: RunningKeycloak
    over: threading.Event = field(default_factory=threading.Event)
    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def sign_in(self) -> None:
        address = self.platform.settings.module_url("danang", "onestop") + "/ho-so"
        password = self.keycloak.password("danang", "annv")
        with Browser(stop_at=()) as browser:
            page = browser.sign_in(browser.get(address), "annv", password)
        assert page.status == 200, f"{page.url}: {page.status}"
        assert page.url.endswith("/ho-so"), page.url

    def refresher(self, providers: Providers) -> Callable[[], None]:
        client = self.keycloak.client("danang", "onestop")
        password = self.keycloak.password("danang", "annv")
        with Browser() as browser:
            token = client.sign_in(browser, "annv", password).refresh_token or ""

        def refresh() -> None:
            assert providers.get("danang", "onestop").refresh(token).access_token

        return refresh

    def go_on(self, name: str, act: Callable[[], None]) -> None:
        while not self.over.is_set():
            try:
                act()
                self.done.append(name)
            except Exception as error:  # counted, whatever it is
                self.failed.append(f"{name}: {error!r}")

    def wait_for_more(self) -> None:
        """Return when a sign-in that was begun after this moment is over, well or not.

        Keycloak refuses who signs in twice at the same time, so nobody else does meanwhile.
        """
        give_up, before = time.monotonic() + PATIENCE, self.ended
        while self.ended < before + 2:
            assert time.monotonic() < give_up, self.failed
            time.sleep(0.1)

    @property
    def ended(self) -> int:
        return self.done.count("sign-in") + len(self.failed)


@pytest.fixture
def people(platform: Platform, keycloak: RunningKeycloak, providers: Providers) -> Iterator[People]:
    """Busy from before the test until after it."""
    those = People(platform, keycloak)
    acts = {"sign-in": those.sign_in, "refresh": those.refresher(providers)}
    busy = [threading.Thread(target=those.go_on, args=each) for each in acts.items()]
    for each in busy:
        each.start()
    yield those
    those.over.set()
    for each in busy:
        each.join()


def later(platform: Platform) -> Platform:
    """The platform two hours from now."""
    store = SecretStore(platform.secrets.root, now=lambda: utc_now() + 2 * HOUR)
    return replace(platform, secrets=store)


def plan(platform: Platform) -> list[str]:
    reader = RealmReader(local.realm_administrator(platform), "danang")
    found = plan_of(reader, local.declared(platform, "danang"), local.applier(platform.layout))
    return [str(each.place) for each in found.changes]


def nothing_done(keys: ClientKeys, platform: Platform) -> None:
    """Killed before anything."""


def key_made(keys: ClientKeys, platform: Platform) -> None:
    """Killed before the realm was told."""
    keys.next_private()


def realm_told(keys: ClientKeys, platform: Platform) -> None:
    """Killed before the module was to use it."""
    key_made(keys, platform)
    partly.bring(platform, "danang", [rotation.place("onestop")])


def old_one_kept(keys: ClientKeys, platform: Platform) -> None:
    """Killed right before the module uses it."""
    realm_told(keys, platform)
    current = keys.find_current()
    assert current
    until = int((utc_now() + HOUR).timestamp())
    platform.secrets.put_key(f"{REF}.former", current.public | {"exp": until})


@pytest.mark.parametrize("before", [nothing_done, key_made, realm_told, old_one_kept])
def test_key_is_changed_without_one_failed_sign_in(
    before: Callable[[ClientKeys, Platform], None],
    platform: Platform,
    people: People,
    keycloak: RunningKeycloak,
) -> None:
    keys = ClientKeys(platform.secrets, REF)
    old = keycloak.client("danang", "onestop")
    before(keys, platform)

    assert rotation.rotate(platform, "danang", ONESTOP, HOUR).kid == (old.key or {})["kid"]

    new = keycloak.client("danang", "onestop")
    for each in (old, new):
        assert each.post(each.endpoint("token/introspect"), token="none").status_code == 200
    assert plan(platform) == []
    with pytest.raises(RotationUnderWay):
        rotation.rotate(platform, "danang", ONESTOP, HOUR)
    assert plan(later(platform)) == [str(rotation.place("onestop"))]

    assert rotation.settle(later(platform), print)

    assert old.post(old.endpoint("token/introspect"), token="none").json() == {
        "error": "invalid_client",
        "error_description": "Unable to load public key",
    }
    people.wait_for_more()
    assert plan(platform) == []
    assert people.failed == []
    assert {*people.done} == {"sign-in", "refresh"}


def test_nothing_else_in_the_realm_is_written(
    platform: Platform, keycloak: RunningKeycloak
) -> None:
    admin = keycloak.admin("danang")
    before = admin.get_realm("danang")["displayName"]
    admin.update_realm("danang", {"realm": "danang", "displayName": "Đà Nẵng"})
    try:
        rotation.rotate(platform, "danang", ONESTOP, HOUR)
        rotation.settle(later(platform), print)
        assert admin.get_realm("danang")["displayName"] == "Đà Nẵng"
    finally:
        admin.update_realm("danang", {"realm": "danang", "displayName": before})
    assert plan(platform) == []
