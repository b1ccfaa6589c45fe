"""``./egov realm emergency``: off in the realm at once, on again when its time is over."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from egov_idp.local import platform
from egov_idp.realms import emergency
from egov_idp.realms.emergency import Setting
from egov_idp.reconcile import RealmAdmin, export
from egov_idp.reconcile.ledger import OWN

from tests.support._browser import Browser
from tests.support._launcher import Place

PATIENCE = 120
BOUND = "resetCredentialsFlow"
FLOWS = ("standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled", "publicClient")
PKCE = {"pkce.code.challenge.method": "S256"}
ELSEWHERE = "https://sign-in.invalid/"
URLS = ("authorizationUrl", "tokenUrl")

Do = Callable[[RealmAdmin, str], Setting]


@pytest.fixture
def place(own_source: Place) -> Iterator[Place]:
    """The platform, with nothing switched off before and after."""
    yield own_source
    for each in declared(own_source):
        own_source.run("realm", "emergency", "end", each["id"])


def declared(place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        place.run("realm", "emergency", "list", "--json").stdout
    )
    return found


def switch_off(place: Place, *words: str) -> str:
    """The id that the command says."""
    done = place.run("realm", "emergency", *words, "--for", "72h")
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = declared(place)
    return str(found["id"])


def is_offered(place: Place) -> bool:
    """Whether the sign-in page leads to a link by mail."""
    with Browser(stop_at=()) as browser:
        page = browser.get(f"http://danang.localhost:{place.ports.web}/")
    assert page.asks_for("password")
    return "login-actions/reset-credentials" in page.text


def set_end(place: Place, id_: str, until: datetime) -> None:
    emergency.shorten(id_, until, place.source / "realms")


def until(so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < give_up
        time.sleep(0.5)


def everything(realm: RealmAdmin) -> Any:  # noqa: ANN401 - any JSON
    """All that Keycloak tells of the realm, but for what the realm remembers."""
    whole = export(realm)
    attributes = {name: each for name, each in whole["attributes"].items() if name not in OWN}
    return unordered(whole | {"attributes": attributes})


def unordered(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same with its lists sorted: Keycloak exports sets in no order that it would keep."""
    if isinstance(value, dict):
        return {name: unordered(each) for name, each in value.items()}
    if isinstance(value, list):
        return sorted(map(unordered, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


def without_who(plan: str) -> list[Any]:
    """A plan without who changed something by hand: afterwards that is the platform."""
    said: list[Any] = json.loads(plan)
    for change in said[0]["changes"]:
        change["origin"].pop("edit")
    return said


def test_forgotten_passwords_are_off_until_somebody_ends_it(place: Place) -> None:
    assert is_offered(place)

    id_ = switch_off(place, "disable-forgot-password", "--reason", "thư giả mạo")
    assert not is_offered(place)
    assert place.run("realm", "plan").returncode == 0

    done = place.run("realm", "emergency", "end", id_)
    assert done.returncode == 0, done.stderr
    assert is_offered(place)
    assert declared(place) == []


def test_the_platform_switches_it_on_when_its_time_is_over(place: Place) -> None:
    id_ = switch_off(place, "disable-forgot-password")
    assert not is_offered(place)

    set_end(place, id_, datetime.now(UTC) + timedelta(seconds=1))

    until(lambda: is_offered(place))


def test_any_command_about_realms_undoes_what_is_over(place: Place) -> None:
    supervisor = int((place.layout.run / "lock").read_text())
    os.kill(supervisor, signal.SIGSTOP)  # it does the same, within seconds
    try:
        id_ = switch_off(place, "disable-forgot-password")
        assert not is_offered(place)
        set_end(place, id_, datetime.now(UTC))

        done = place.run("realm", "plan", "danang")

        assert done.returncode == 0, done.stdout + done.stderr
        assert is_offered(place)
    finally:
        os.kill(supervisor, signal.SIGCONT)


def test_nobody_enters_a_module_that_is_off(place: Place) -> None:
    address = f"http://onestop.danang.localhost:{place.ports.web}/ho-so"
    switch_off(place, "disable-client", "onestop")

    with Browser(stop_at=()) as browser:
        assert not browser.get(address).asks_for("password")
    assert is_offered(place)


def test_a_longer_switch_outlives_a_shorter_one(place: Place) -> None:
    shorter = switch_off(place, "disable-forgot-password")
    place.run("realm", "emergency", "disable-forgot-password", "--for", "90h")
    place.run("realm", "emergency", "end", shorter)

    assert not is_offered(place)


def add_client(realm: RealmAdmin, name: str) -> Setting:
    realm.post("clients", {"clientId": name, **dict.fromkeys(FLOWS, False), "attributes": PKCE})
    return True


def add_provider(realm: RealmAdmin, name: str) -> Setting:
    config = {"clientId": "egov", "clientSecret": "of-elsewhere", **dict.fromkeys(URLS, ELSEWHERE)}
    provider = {"alias": name, "providerId": "oidc", "enabled": True, "config": config}
    realm.post("identity-provider/instances", provider)
    return True


def bind_flow(realm: RealmAdmin, name: str) -> Setting:
    """The stock one, in place of ours."""
    realm.put("", {"realm": realm.tenant, BOUND: "reset credentials"})
    return "reset credentials"


def client(realm: RealmAdmin, name: str) -> Setting:
    (found,) = realm.get("clients", clientId=name)
    return bool(found["enabled"])


def provider(realm: RealmAdmin, name: str) -> Setting:
    return bool(realm.get(f"identity-provider/instances/{name}")["enabled"])


def bound(realm: RealmAdmin, name: str) -> Setting:
    return str(realm.get()[BOUND])


@pytest.fixture
def realm(place: Place) -> Iterator[RealmAdmin]:
    """As somebody at Keycloak's console has it; what is by hand is gone afterwards."""
    described = platform.describe(place.layout)
    made = RealmAdmin(platform.realm_administrator(described), "danang")
    before = made.get()[BOUND]
    yield made
    made.put("", {"realm": "danang", BOUND: before})
    made.delete_if_there("identity-provider/instances/google")
    for each in made.get("clients", clientId="by-hand"):
        made.delete(f"clients/{each['id']}")


BY_HAND = [
    ("client", "by-hand", add_client, client),
    ("identity-provider", "google", add_provider, provider),
    ("flow", "reset-credentials", bind_flow, bound),
]
"""What nobody declared: how it comes there, and how it is."""


@pytest.mark.parametrize(("what", "name", "add", "state"), BY_HAND)
def test_what_is_there_by_hand_is_off_and_then_exactly_as_before(
    place: Place, realm: RealmAdmin, what: str, name: str, add: Do, state: Do
) -> None:
    before = add(realm, name)
    whole = everything(realm)
    plan = place.run("realm", "plan", "--json").stdout

    id_ = switch_off(place, f"disable-{what}", name)
    assert state(realm, name) not in (before, True)
    assert place.run("realm", "plan").returncode == 0

    done = place.run("realm", "emergency", "end", id_)
    assert done.returncode == 0, done.stdout + done.stderr
    assert state(realm, name) == before
    assert everything(realm) == whole
    assert without_who(place.run("realm", "plan", "--json").stdout) == without_who(plan)


def test_what_ended_while_nothing_ran_is_on_after_the_next_start(
    place: Place, realm: RealmAdmin
) -> None:
    place.run("realm", "emergency", "disable-forgot-password", "--for", "72h")
    before = [add(realm, name) for _, name, add, _ in BY_HAND]
    for what, name, _, _ in BY_HAND:
        place.run("realm", "emergency", f"disable-{what}", name, "--for", "72h")
    off = [state(realm, name) for _, name, _, state in BY_HAND]
    assert not any(one == other for one, other in zip(off, before, strict=True))
    assert not is_offered(place)
    place.run("down")
    for each in emergency.read(place.source / "realms"):
        set_end(place, each.id, datetime.now(UTC))

    done = place.run("up", "--detach")

    assert done.returncode == 0, done.stdout + done.stderr
    assert is_offered(place)  # what was declared is back when the start says that all serves
    until(lambda: [state(realm, name) for _, name, _, state in BY_HAND] == before)
    until(lambda: declared(place) == [])  # until then the platform may put it back once more


def test_the_platform_puts_back_what_was_there_by_hand(place: Place, realm: RealmAdmin) -> None:
    add_provider(realm, "google")
    id_ = switch_off(place, "disable-identity-provider", "google")
    assert provider(realm, "google") is False

    set_end(place, id_, datetime.now(UTC) + timedelta(seconds=1))

    until(lambda: provider(realm, "google") is True)
    until(lambda: declared(place) == [])


def test_what_somebody_switches_on_meanwhile_is_off_again(place: Place, realm: RealmAdmin) -> None:
    add_provider(realm, "google")
    switch_off(place, "disable-identity-provider", "google")
    found = realm.get("identity-provider/instances/google")
    realm.put("identity-provider/instances/google", found | {"enabled": True})

    done = place.run("realm", "apply", "danang")

    assert done.returncode == 0, done.stdout + done.stderr
    assert provider(realm, "google") is False


def test_what_no_realm_holds_is_refused_and_nothing_is_declared(place: Place) -> None:
    done = place.run("realm", "emergency", "disable-client", "atlantis", "--for", "1h")

    assert done.returncode == 1
    assert "danang has no client atlantis" in done.stderr
    assert declared(place) == []


@pytest.mark.parametrize("lasts", ["72", "0h", "31d", "long"])
def test_a_time_that_is_none_is_wrong_usage(place: Place, lasts: str) -> None:
    words = ("realm", "emergency", "disable-forgot-password", "--for", lasts)

    assert place.run(*words).returncode == 1
