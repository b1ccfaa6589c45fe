"""What becomes of what somebody changed by hand: told, adopted, ignored, taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from egov_idp import realms
from egov_idp.realms import adopting
from egov_idp.realms.ignoring import Ignored
from egov_idp.realms.spec import REALMS
from egov_idp.reconcile import (
    Applier,
    Declared,
    Outcome,
    bring_up_to_date,
    make_as_declared,
    plan_of,
)
from egov_idp.reconcile.drift import Drift, drift_of, take_back, take_note
from egov_idp.reconcile.errors import ChangedAgain, NotByHand
from egov_idp.reconcile.hand_made import HandMade
from egov_kit.kit import utc_now

from tests.support._trial import Counting, Trial, somebody_else, trial
from tests.support.keycloak import RunningKeycloak

COMMENT = "# Đà Nẵng: đã thống nhất với Sở KH&CN\n"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A realm and a copy of ``realms/`` in which its file lies."""

    realm: Trial
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / f"{self.realm.name}.yaml"

    def declared(self, *ignored: Ignored) -> Declared:
        """As the file says it now."""
        document = self.realm.document_of(realms.load(self.realm.name, self.folder))
        return replace(self.realm.keycloak.declared(document), ignored=ignored)

    def drift(self, *ignored: Ignored, applier: Applier | None = None) -> Drift:
        at = applier or self.realm.keycloak.applier
        return drift_of(plan_of(self.realm.admin, self.declared(*ignored), at))

    def revert(self, *made: HandMade) -> Outcome:
        applier = self.realm.keycloak.applier
        return take_back(self.realm.admin, self.declared(), made, applier)

    def change(self, **fields: object) -> None:
        self.realm.admin.put("", fields | {"realm": self.realm.name})

    def close(self, client: str) -> None:
        (found,) = self.realm.admin.get("clients", clientId=client)
        self.realm.admin.put(f"clients/{found['id']}", found | {"enabled": False})

    def is_open(self, client: str) -> bool:
        (found,) = self.realm.admin.get("clients", clientId=client)
        return bool(found["enabled"])

    def adopt(self, made: HandMade) -> tuple[str, ...]:
        """Into the file; answers what the realm does not hold yet."""
        adopting.adopt(made.tenant, made.place, made.found, self.folder).write()
        anew = take_note(self.realm.admin, self.declared(), made, self.realm.keycloak.applier)
        return tuple(map(str, anew.changes))


@pytest.fixture(scope="module")
def made(keycloak: RunningKeycloak) -> Iterator[Trial]:
    with trial(keycloak, "drifted") as realm:
        realm.bring(realm.document())
        yield realm


@pytest.fixture
def place(made: Trial, tmp_path: Path) -> Iterator[Place]:
    """As it is declared, before and after each test."""
    (tmp_path / "_base.yaml").write_bytes((REALMS / "_base.yaml").read_bytes())
    found = Place(realm=made, folder=tmp_path)
    found.file.write_text(COMMENT + (REALMS / "danang.yaml").read_text("utf-8"), "utf-8")
    yield found
    made.apply(made.document())


def ignored(made: HandMade, days: int = 30) -> Ignored:
    now = utc_now()
    return Ignored(
        change=made.digest,
        tenant=made.tenant,
        what=str(made),
        since=now,
        until=(now + timedelta(days=days)).date(),
        by="os:an",
        reason="vendor delivers in December",
    )


def test_it_is_told_who_did_what(place: Place) -> None:
    with somebody_else(place.realm, "an") as an:
        an.put("", {"realm": place.realm.name, "failureFactor": 3})

        (found,) = place.drift().counting

    assert found.what == "realm settings: failureFactor: 5 → 3"
    assert found.edit
    assert found.edit.who == "service-account-an"
    told = place.drift().as_json(place.folder)["changes"][0]
    assert (told["declared"], told["found"], told["obstacle"]) == (5, 3, None)


def test_what_is_declared_anew_is_no_drift(place: Place) -> None:
    place.file.write_text(place.file.read_text("utf-8") + "wrong_passwords: { allowed: 4 }\n")

    assert place.drift().all == ()


def test_adopted_change_survives_the_next_plan(place: Place) -> None:
    place.change(failureFactor=3)
    (found,) = place.drift().counting

    assert place.adopt(found) == ()

    text = place.file.read_text("utf-8")
    assert text.startswith(COMMENT)
    assert text.endswith("verified: false\nwrong_passwords:\n  allowed: 3\n")
    again = Counting(place.realm)
    outcome = bring_up_to_date(again, place.declared(), place.realm.keycloak.applier)
    assert (outcome.done, again.writes) == ("as declared", 0)


def test_adopted_value_that_is_declared_otherwise_later_is_no_change_by_hand(place: Place) -> None:
    place.change(failureFactor=3)
    place.adopt(place.drift().counting[0])

    place.file.write_text(place.file.read_text("utf-8").replace("allowed: 3", "allowed: 4"))

    assert place.drift().all == ()
    outcome = place.realm.apply(place.declared().document)
    assert [(change.old, change.new) for change in outcome.changes] == [(3, 4)]


def test_what_an_adopted_key_says_beside_it_is_left_for_the_next_start(place: Place) -> None:
    place.change(ssoSessionIdleTimeout=600)

    (beside,) = place.adopt(place.drift().counting[0])

    assert beside.startswith("realm settings: offlineSessionIdleTimeout: ")
    outcome = bring_up_to_date(place.realm.admin, place.declared(), place.realm.keycloak.applier)
    assert [str(change) for change in outcome.changes] == [beside]
    assert place.drift().all == ()


def test_ignored_change_is_no_difference_and_nobody_writes_over_it(place: Place) -> None:
    place.close("onestop")
    (found,) = place.drift().counting
    declared = place.declared(ignored(found))
    applier = place.realm.keycloak.applier

    plan = plan_of(place.realm.admin, declared, applier)
    outcome = make_as_declared(place.realm.admin, declared, applier)

    assert plan.changes == ()
    assert [each.made for each in plan.let_pass] == [found]
    assert (outcome.done, outcome.left) == ("as declared", found.changes)
    assert not place.is_open("onestop")


def test_ignored_change_stays_while_something_else_is_written(place: Place) -> None:
    place.close("onestop")
    (found,) = place.drift().counting
    place.change(failureFactor=3)

    outcome = make_as_declared(
        place.realm.admin, place.declared(ignored(found)), place.realm.keycloak.applier
    )

    assert [change.field for change in outcome.changes] == [("failureFactor",)]
    assert place.drift().counting == (found,)


def test_ignored_change_counts_again_after_its_last_day(place: Place) -> None:
    place.close("onestop")
    (found,) = place.drift().counting
    entry = ignored(found, days=3)
    later = replace(place.realm.keycloak.applier, now=lambda: utc_now() + timedelta(days=5))

    assert place.drift(entry).counting == ()
    assert place.drift(entry, applier=later).counting == (found,)


def test_ignored_change_that_was_changed_again_counts_again(place: Place) -> None:
    place.change(failureFactor=3)
    entry = ignored(place.drift().counting[0])

    place.change(failureFactor=2)

    (found,) = place.drift(entry).counting
    assert found.found == 2


def test_one_of_two_changes_is_reverted_alone(place: Place) -> None:
    place.close("onestop")
    place.change(failureFactor=3)
    closed, factor = place.drift().counting

    outcome = place.revert(closed)

    assert [change.place for change in outcome.changes] == [closed.place]
    assert place.is_open("onestop")
    assert place.drift().counting == (factor,)


def test_a_client_that_was_removed_comes_back_whole(place: Place) -> None:
    (client,) = place.realm.admin.get("clients", clientId="egov-idp")
    place.realm.admin.delete(f"clients/{client['id']}")
    (found,) = place.drift().counting

    assert found.what == "client egov-idp: removed"
    place.revert(found)

    assert place.drift().all == ()


def test_a_client_that_was_removed_and_is_ignored_is_not_made_by_a_start(place: Place) -> None:
    (client,) = place.realm.admin.get("clients", clientId="egov-idp")
    place.realm.admin.delete(f"clients/{client['id']}")
    (found,) = place.drift().counting
    place.file.write_text(place.file.read_text("utf-8") + "wrong_passwords: { allowed: 4 }\n")

    outcome = bring_up_to_date(
        place.realm.admin, place.declared(ignored(found)), place.realm.keycloak.applier
    )

    assert [change.field for change in outcome.changes] == [("failureFactor",)]
    assert place.realm.admin.get("clients", clientId="egov-idp") == []


def test_a_flow_that_was_changed_is_one_change_with_what_binds_it(place: Place) -> None:
    bound = place.realm.admin.get()["browserFlow"]
    flow = f"authentication/flows/{bound}/executions"
    step = place.realm.admin.get(flow)[0]
    place.realm.admin.put(flow, step | {"requirement": "DISABLED"})
    (found,) = place.drift().counting
    assert found.what == f"flow {bound}: changed"

    place.revert(found)

    assert place.drift().all == ()
    assert place.realm.admin.get()["browserFlow"] != bound


def test_a_name_is_refused_when_it_means_another_value_by_now(place: Place) -> None:
    place.change(failureFactor=3)
    (before,) = place.drift().counting
    place.change(failureFactor=2)

    with pytest.raises(ChangedAgain, match="failureFactor: 5 → 2"):
        place.drift().get(before.id)
    with pytest.raises(ChangedAgain):
        place.revert(before)


def test_a_name_of_nothing_is_refused(place: Place) -> None:
    with pytest.raises(NotByHand, match=r"\./egov realm drift drifted"):
        place.drift().get("0000-000000")
