"""What a plan says of a realm that somebody changed, and what becomes of it."""

import copy
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from egov_idp.reconcile import (
    Applier,
    Declared,
    Outcome,
    RealmAdmin,
    bring_up_to_date,
    make_as_declared,
    plan_file,
    write,
)
from egov_idp.reconcile.errors import (
    Busy,
    DeletionUnnamed,
    LeaseOver,
    Moved,
    PlanOutdated,
)
from egov_idp.reconcile.lease import LASTS, held
from egov_kit.kit import utc_now

from tests.support._browser import Browser
from tests.support._trial import (
    Counting,
    Json,
    Stopped,
    Trial,
    Watched,
    directory_of,
    somebody_else,
    trial,
)
from tests.support.keycloak import RunningKeycloak


@pytest.fixture(scope="module")
def made(keycloak: RunningKeycloak) -> Iterator[Trial]:
    with trial(keycloak, "planned") as realm:
        realm.bring(realm.document())
        yield realm


@pytest.fixture
def realm(made: Trial) -> Iterator[Trial]:
    """The realm as it is declared, before and after each test."""
    yield made
    made.apply(made.document())


@pytest.fixture
def elsewhere(tmp_path: Path) -> Applier:
    """The same platform applied from another machine."""
    return Applier(folder=tmp_path, who="elsewhere")


def close(realm: Trial, client: str) -> None:
    change(realm, client, enabled=False)


def change(realm: Trial, client: str, **fields: object) -> None:
    (found,) = realm.admin.get("clients", clientId=client)
    realm.admin.put(f"clients/{found['id']}", found | fields)


def without(document: Json, client: str) -> Json:
    clients = [each for each in document["clients"] if each["clientId"] != client]
    return document | {"clients": clients}


def outside(document: Json) -> Json:
    """With a client that an outside module brings, with a secret, roles and a group."""
    more = copy.deepcopy(document)
    client = {
        "clientId": "outside",
        "publicClient": False,
        "secret": "of-the-outside-module",
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "attributes": {"pkce.code.challenge.method": "S256"},
    }
    more["clients"].append(client)
    more["roles"]["client"] = {"outside": [{"name": "reader"}, {"name": "writer"}]}
    made_of = {"client": {"outside": ["reader"]}, "realm": []}
    more["roles"]["realm"].append({"name": "editor", "composites": made_of})
    below = [{"name": "a/b", "attributes": {"floor": ["2"]}, "subGroups": []}]
    group = {"name": "staff", "subGroups": below, "realmRoles": ["editor"], "clientRoles": {}}
    more["groups"] = [group]
    return more


def test_plan_says_who_changed_it_and_apply_puts_it_back(realm: Trial) -> None:
    with somebody_else(realm, "an") as an:
        (portal,) = an.get("clients", clientId="portal")
        an.put(f"clients/{portal['id']}", portal | {"consentRequired": True})

        (line,) = map(str, realm.plan(realm.document()).changes)

    expected = "client portal: consentRequired: True → False (by hand: service-account-an from 127."
    assert line.startswith(expected)
    realm.apply(realm.document())
    assert realm.admin.get("clients", clientId="portal")[0]["consentRequired"] is False


def test_start_leaves_and_names_what_was_closed_by_hand(realm: Trial) -> None:
    close(realm, "onestop")

    outcome = realm.bring(realm.document(longest_hours=9))

    assert outcome.done == "changed"
    assert [change.place for change in outcome.left] == [("client", ("onestop",), ("enabled",))]
    assert realm.admin.get("clients", clientId="onestop")[0]["enabled"] is False
    assert [change.place for change in realm.plan(realm.document(longest_hours=9)).changes] == [
        ("client", ("onestop",), ("enabled",))
    ]


def test_roles_groups_and_clients_with_secrets_come_change_and_go(realm: Trial) -> None:
    document = outside(realm.document())
    assert realm.apply(document).done == "changed"
    assert realm.plan(document).changes == ()

    change(realm, "outside", secret="changed by hand")
    assert [change.place for change in realm.plan(document).changes] == [
        ("client", ("outside",), ("secret",))
    ]
    document["roles"]["client"]["outside"][1]["description"] = "writes"
    document["groups"][0]["realmRoles"] = ["editor", "offline_access"]
    document["roles"]["realm"][-1]["composites"]["client"]["outside"] = ["writer"]
    realm.apply(document)
    assert realm.plan(document).changes == ()

    gone = realm.apply(realm.document())
    assert [str(each) for each in gone.changes] == [
        f"{what}: delete (no longer declared)"
        for what in ("group staff", "client outside", "role editor")
    ]
    assert realm.admin.get("clients", clientId="outside") == []


def test_plan_in_a_file_is_for_its_owner_and_holds_no_secret(realm: Trial, tmp_path: Path) -> None:
    file = tmp_path / "of.plan"
    document = copy.deepcopy(realm.document())
    directory_of(document)["config"]["bindCredential"] = ["another password"]

    plan_file.save(file, [realm.plan(document)], realm.keycloak.applier)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "another password" not in file.read_text()
    plan_file.require_same(realm.plan(document), plan_file.load(file)[realm.name])


def test_plan_in_a_file_is_refused_when_either_side_moved(realm: Trial, tmp_path: Path) -> None:
    file, document = tmp_path / "of.plan", realm.document(longest_hours=9)
    plan_file.save(file, [realm.plan(document)], realm.keycloak.applier)
    entry = plan_file.load(file)[realm.name]

    with pytest.raises(PlanOutdated, match="What is declared"):
        plan_file.require_same(realm.plan(realm.document(longest_hours=8)), entry)
    change(realm, "portal", description="by hand")
    with pytest.raises(PlanOutdated, match="The realm"):
        plan_file.require_same(realm.plan(document), entry)


def test_realm_that_moved_since_the_plan_is_not_written(realm: Trial) -> None:
    plan = realm.plan(realm.document(longest_hours=9))
    change(realm, "portal", description="by hand")

    again = Counting(realm)
    with pytest.raises(Moved):
        write(again, plan, realm.keycloak.applier)

    assert [path for _, path in again.sent if not path.startswith("roles")] == []


def test_object_that_moved_right_before_its_write_is_not_written(realm: Trial) -> None:
    change(realm, "portal", baseUrl="http://one.localhost/")
    plan = realm.plan(realm.document())
    meanwhile = Watched(
        realm,
        lambda method, path: path == "clients",
        lambda: change(realm, "portal", baseUrl="http://two.localhost/"),
    )

    with pytest.raises(Moved, match="client portal"):
        write(meanwhile, plan, realm.keycloak.applier)

    (portal,) = realm.admin.get("clients", clientId="portal")
    assert portal["baseUrl"] == "http://two.localhost/"


def test_edit_that_is_overwritten_in_the_moment_between_is_told(realm: Trial) -> None:
    change(realm, "portal", consentRequired=True)
    with somebody_else(realm, "binh") as binh:
        (portal,) = binh.get("clients", clientId="portal")
        path = f"clients/{portal['id']}"
        meanwhile = Watched(
            realm,
            lambda method, where: (method, where) == ("PUT", path),
            lambda: binh.put(path, portal | {"baseUrl": "http://elsewhere/"}),
        )

        (lost,) = realm.apply(realm.document(), by=meanwhile).lost

    assert lost.startswith(f"{path}: baseUrl, consentRequired: service-account-binh from 127.")


def test_directory_is_deleted_only_by_name(realm: Trial) -> None:
    document = realm.document()
    components = copy.deepcopy(document["components"])
    del components["org.keycloak.storage.UserStorageProvider"]
    again = Counting(realm)

    with pytest.raises(DeletionUnnamed, match="--allow-delete directory"):
        realm.apply(document | {"components": components}, by=again)

    assert again.writes == 0


def test_client_with_a_session_is_deleted_only_by_name(
    keycloak: RunningKeycloak, realm: Trial, visitor: Browser
) -> None:
    portal = realm.client("portal")
    page = visitor.sign_in(portal.open(visitor), "annv", keycloak.password("danang", "annv"))
    portal.redeem(page)
    document = without(realm.document(), "portal")

    with pytest.raises(DeletionUnnamed, match="--allow-delete portal"):
        realm.apply(document)
    left = realm.bring(document).left

    assert [str(each) for each in left] == ["client portal: delete (no longer declared)"]
    assert len(realm.admin.get("clients", clientId="portal")) == 1


def test_what_was_in_use_is_deleted_by_the_first_start_after_that(
    keycloak: RunningKeycloak, realm: Trial, visitor: Browser
) -> None:
    portal = realm.client("portal")
    page = visitor.sign_in(portal.open(visitor), "annv", keycloak.password("danang", "annv"))
    portal.redeem(page)
    document = without(realm.document(), "portal") | {"displayName": "Elsewhere"}

    used = realm.bring(document)
    realm.admin.post("logout-all", {})
    unused = realm.bring(document)

    assert [str(each.field[0]) for each in used.changes] == ["displayName"]
    assert [str(each) for each in unused.changes] == ["client portal: delete (no longer declared)"]
    assert realm.bring(document).done == "as declared"


@pytest.mark.parametrize("goes", [make_as_declared, bring_up_to_date], ids=["apply", "start"])
def test_old_flow_goes_with_the_first_apply_after_the_login_timeout(
    realm: Trial, goes: Callable[[RealmAdmin, Declared, Applier], Outcome]
) -> None:
    before = realm.admin.get()["browserFlow"]
    document = realm.document(longest_hours=9)
    realm.apply(document)
    later = replace(realm.keycloak.applier, now=lambda: utc_now() + timedelta(minutes=31))

    early = realm.plan(document)
    late = goes(realm.admin, realm.keycloak.declared(document), later)

    assert early.changes == ()
    assert f"flow {before}: delete (no longer declared)" in map(str, late.changes)
    left = {flow["alias"] for flow in realm.live().representation["authenticationFlows"]}
    assert not {alias for alias in left if alias.endswith(before[-9:])}


def test_one_writes_at_a_time(realm: Trial, elsewhere: Applier) -> None:
    document = realm.document(longest_hours=9)

    with held(realm.admin, realm.keycloak.applier):
        with pytest.raises(Busy, match="another command on this machine"):
            realm.apply(document)
        with pytest.raises(Busy, match="tester on"):
            realm.apply(document, applier=elsewhere)

    assert realm.apply(document, applier=elsewhere).done == "changed"


def test_lease_of_a_dead_writer_is_taken_over(realm: Trial, elsewhere: Applier) -> None:
    document = realm.document(longest_hours=9)
    with pytest.raises(Stopped):
        realm.apply(document, by=Counting(realm, 8))
    later = replace(elsewhere, now=lambda: utc_now() + LASTS)

    with pytest.raises(Busy):
        realm.apply(document, applier=elsewhere)
    assert realm.apply(document, applier=later).done == "changed"
    assert realm.admin.find("roles/egov.lease") is None


def test_writer_stops_when_its_time_is_over(realm: Trial) -> None:
    moments = iter([utc_now(), utc_now(), utc_now(), utc_now()])
    late = utc_now() + LASTS
    slow = replace(realm.keycloak.applier, now=lambda: next(moments, late))

    with pytest.raises(LeaseOver):
        realm.apply(realm.document(longest_hours=9), applier=slow)


def test_every_step_is_noted_before_and_after(realm: Trial, elsewhere: Applier) -> None:
    realm.apply(realm.document() | {"displayName": "Elsewhere"}, applier=elsewhere)

    lines = (elsewhere.folder / f"{realm.name}.journal").read_text().splitlines()

    noted = [json.loads(line) for line in lines]
    assert [each["result"] for each in noted] == ["begun", "done"]
    assert {(each["who"], *each["what"]) for each in noted} == {
        ("elsewhere", "realm settings: displayName: Thành phố Đà Nẵng → Elsewhere (baseline)")
    }


def test_what_was_left_for_the_next_start_is_written_by_it(realm: Trial) -> None:
    declared = realm.document(longest_hours=8) | {"resetPasswordAllowed": False}
    plan = realm.plan(declared)
    others = [each for each in plan.changes if each.field != ("resetPasswordAllowed",)]

    first = write(realm.admin, plan, realm.keycloak.applier, leaving=others)
    second = realm.bring(declared)

    assert [each.field for each in first.changes] == [("resetPasswordAllowed",)]
    assert {each.place for each in second.changes} == {each.place for each in others}
    assert realm.plan(declared).changes == ()


def test_a_switch_that_ended_is_undone_by_the_next_start(realm: Trial) -> None:
    plan = realm.plan(realm.document() | {"resetPasswordAllowed": False})
    write(realm.admin, plan, realm.keycloak.applier)

    outcome = realm.bring(realm.document())

    assert [str(each.field[0]) for each in outcome.changes] == ["resetPasswordAllowed"]
