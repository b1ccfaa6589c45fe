"""Whatever is declared of a realm and changed by hand is seen, and put back."""

from collections.abc import Iterator

import pytest

from tests.support._alterations import ALONG, Alteration, alterations, rounds, sample
from tests.support._trial import Trial, trial
from tests.support.keycloak import RunningKeycloak

SAMPLE = 20
SEED = 20261124


@pytest.fixture(scope="module")
def realm(keycloak: RunningKeycloak) -> Iterator[Trial]:
    with trial(keycloak, "altered") as made:
        made.bring(made.document())
        yield made


def test_some_fields_changed_by_hand_are_seen_and_put_back(realm: Trial) -> None:
    chosen = sample(alterations(realm.document()), SAMPLE, SEED)

    assert_seen_and_put_back(realm, chosen)


@pytest.mark.deep
def test_every_field_changed_by_hand_is_seen_and_put_back(realm: Trial) -> None:
    for chosen in rounds(alterations(realm.document())):
        assert_seen_and_put_back(realm, chosen)


def assert_seen_and_put_back(realm: Trial, chosen: list[Alteration]) -> None:
    for each in chosen:
        each.make(realm.admin)

    changes = realm.plan(realm.document()).changes

    altered, seen = {each.place for each in chosen}, [change.place for change in changes]
    assert set(seen) - (ALONG - altered) == altered
    assert len(seen) == len(set(seen))
    assert {change.origin.why for change in changes if change.place in altered} == {"by hand"}
    realm.apply(realm.document())
    assert realm.plan(realm.document()).changes == ()
