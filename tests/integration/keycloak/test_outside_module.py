"""A module that somebody else runs: its secret changes in the realm at the moment it was given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from egov_idp.local import outside, platform
from egov_idp.local.platform import Platform, describe
from egov_idp.realms.outside import OutsideModule
from egov_idp.reconcile import RealmAdmin, make_as_declared, plan_of
from egov_idp.secrets import SecretStore

from tests.support.keycloak import RunningKeycloak

SWITCH = datetime(2026, 12, 1, 0, 0, tzinfo=UTC) - timedelta(hours=7)
BEFORE = SWITCH - timedelta(seconds=1)
SECRETS = {"EGOV_SECRET_GIS": "the-first-of-gis", "EGOV_SECRET_GIS_2": "the-second-of-gis"}
GIS = OutsideModule.model_validate(
    {
        "title": {"vi": "Bản đồ", "en": "Map"},
        "module": "onestop",
        "redirect_uris": ["https://gis.danang.gov.vn/callback"],
        "back_channel": "https://gis.danang.gov.vn/logout",
        "secret": "${secret:gis}",
        "next": {"secret": "${secret:gis-2}", "from": "2026-12-01T00:00+07:00"},
    }
)


@pytest.fixture
def here(keycloak: RunningKeycloak) -> Iterator[Platform]:
    """Da Nang with that module, which is gone afterwards."""
    found = describe(keycloak.layout)
    spec = found.realms["danang"].model_copy(update={"outside_modules": {"gis": GIS}})
    yield replace(found, realms={**found.realms, "danang": spec})
    apply(found)
    assert plan(found) == []


def at(here: Platform, now: datetime) -> Platform:
    store = SecretStore(here.secrets.root, now=lambda: now, variables=SECRETS)
    return replace(here, secrets=store)


def apply(here: Platform) -> None:
    realm = RealmAdmin(platform.realm_administrator(here), "danang")
    declared = platform.declared(here, "danang")
    make_as_declared(realm, declared, platform.applier(here.layout), allowed=["gis"])


def plan(here: Platform) -> list[str]:
    realm = RealmAdmin(platform.realm_administrator(here), "danang")
    found = plan_of(realm, platform.declared(here, "danang"), platform.applier(here.layout))
    return [str(each) for each in found.changes]


def taken(keycloak: RunningKeycloak) -> list[str]:
    """The secrets that Keycloak takes of the module."""
    gis = keycloak.relying_party("danang", "gis", redirect_uri=GIS.redirect_uris[0])
    url = gis.endpoint("token/introspect")
    return [
        each
        for each in SECRETS.values()
        if gis.post(url, token="none", client_secret=each).status_code == 200
    ]


def test_secret_changes_in_the_realm_at_its_moment(
    here: Platform, keycloak: RunningKeycloak
) -> None:
    told: list[str] = []
    apply(at(here, BEFORE))
    assert taken(keycloak) == ["the-first-of-gis"]
    assert outside.settle(at(here, BEFORE), told.append, BEFORE)
    assert (told, plan(at(here, BEFORE))) == ([], [])

    (line,) = plan(at(here, SWITCH))
    assert line.startswith("client gis: secret: ")
    assert outside.settle(at(here, SWITCH), told.append, SWITCH)

    assert taken(keycloak) == ["the-second-of-gis"]
    assert plan(at(here, SWITCH)) == []
    assert told == [f"danang: {line}"]
    journal = (here.layout.realms / "danang.journal").read_text(encoding="utf-8")
    assert not any(each in journal + line for each in SECRETS.values())


def test_secret_that_somebody_changed_by_hand_is_seen(
    here: Platform, keycloak: RunningKeycloak
) -> None:
    apply(at(here, BEFORE))
    admin = keycloak.admin("danang")
    number = admin.get_client_id("gis")
    assert number
    admin.update_client(number, admin.get_client(number) | {"secret": "by-hand"})

    (line,) = plan(at(here, BEFORE))

    assert line.startswith("client gis: secret: ")
    assert "by-hand" not in line
