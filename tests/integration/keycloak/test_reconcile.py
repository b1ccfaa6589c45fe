"""A realm that exists is brought to what is declared now, and loses nothing on the way."""

import copy
import json
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import Barrier

import pytest
from click.testing import Result
from egov_idp.cli import app
from egov_idp.reconcile import Applier, LiveRealm, RealmAdmin
from egov_idp.reconcile.errors import Busy, Moved, PasswordRefused, PlanOutdated
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.values import differences
from egov_ldap import tree
from egov_ldap.passwords import hashed_secret
from ldap3 import MODIFY_ADD, MODIFY_DELETE
from typer.testing import CliRunner

from tests.support._browser import Browser
from tests.support._trial import (
    Counting,
    Json,
    Stopped,
    Trial,
    Watched,
    directory_of,
    older,
    trial,
)
from tests.support.keycloak import RunningKeycloak

KEYCLOAKS_OWN = {
    "id",
    "containerId",
    "client.secret.creation.time",
    "defaultRole",
    "egov.applied",
    "egov.ledger",
    "realm",
}
"""What differs between any two realms."""


@pytest.fixture
def realm(keycloak: RunningKeycloak) -> Iterator[Trial]:
    with trial(keycloak, "trial") as made:
        yield made


@pytest.fixture(scope="module")
def fresh(keycloak: RunningKeycloak) -> Iterator[Trial]:
    """A realm that was created from what is declared now, and left alone."""
    with trial(keycloak, "fresh") as made:
        made.bring(made.document())
        yield made


def test_realm_just_created_does_not_differ(fresh: Trial) -> None:
    plan = fresh.plan(fresh.document())

    assert (list(map(str, plan.changes)), list(map(str, plan.foreign))) == ([], [])


def test_order_of_what_is_declared_makes_no_difference(fresh: Trial) -> None:
    turned = fresh.document()
    for part in ("clients", "clientScopes", "authenticationFlows", "requiredActions"):
        turned[part].reverse()

    assert fresh.plan(turned).changes == ()


def test_realm_of_an_older_version_becomes_what_a_fresh_one_is(realm: Trial, fresh: Trial) -> None:
    realm.bring(older(realm.document(longest_hours=8)))

    outcome = realm.bring(realm.document())

    assert outcome.done == "changed"
    assert_same(realm, fresh)


def test_second_time_nothing_is_read_and_nothing_written(realm: Trial) -> None:
    realm.bring(older(realm.document()))
    realm.bring(realm.document())

    assert realm.bring(realm.document()).done == "as declared"
    again = Counting(realm)
    realm.apply(realm.document(), by=again)
    assert again.writes == 0


def test_people_keep_session_second_factor_and_number(
    keycloak: RunningKeycloak, realm: Trial, visitor: Browser, other_visitor: Browser
) -> None:
    realm.bring(older(realm.document(longest_hours=8)))
    moved = realm.client("portal").redirect_uri.replace("localhost", "moved.localhost")
    old, password = realm.client("portal", moved), keycloak.password("danang", "hoanq")
    page, app = visitor.enrol(visitor.sign_in(old.open(visitor), "hoanq", password))
    before = old.redeem(page)

    realm.bring(realm.document())

    portal = realm.client("portal")
    assert portal.refresh(before).status_code == 200
    silent = portal.redeem(portal.open(visitor, prompt="none"))
    page = other_visitor.sign_in(portal.open(other_visitor), "hoanq", password)
    anew = portal.redeem(other_visitor.give_code(page, app))
    assert silent.claims["sid"] == before.claims["sid"]
    assert before.claims["sub"] == silent.claims["sub"] == anew.claims["sub"]
    assert anew.claims["acr"] == "2"


def test_sign_in_that_was_half_way_goes_on(
    keycloak: RunningKeycloak, realm: Trial, visitor: Browser
) -> None:
    realm.bring(realm.document(longest_hours=8))
    portal = realm.client("portal")
    page = portal.open(visitor)

    realm.bring(realm.document())

    page = visitor.sign_in(page, "annv", keycloak.password("danang", "annv"))
    assert portal.redeem(page).claims["preferred_username"] == "annv"


def test_changed_flow_is_built_beside_the_old_one_and_bound(realm: Trial) -> None:
    realm.bring(realm.document(longest_hours=8))
    before = realm.admin.get()["browserFlow"]

    realm.bring(realm.document())

    after = realm.admin.get()["browserFlow"]
    flows = {flow["alias"] for flow in realm.admin.get("authentication/flows")}
    assert before != after == realm.document()["browserFlow"]
    assert {before, after} <= flows


def test_flow_in_use_that_was_changed_by_hand_is_built_beside_it(realm: Trial) -> None:
    realm.bring(realm.document())
    flow = realm.document()["browserFlow"]
    _switch_off(realm.admin, flow, "egov-gate")
    realm.apply(realm.document() | {"displayName": "something to do"})

    plan = realm.plan(realm.document() | {"displayName": "something to do"})

    bound = realm.admin.get()["browserFlow"]
    assert (bound.rpartition(" ")[0], bound != flow) == ("egov browser", True)
    assert plan.changes == ()
    (profile,) = realm.admin.get("client-policies/profiles")["profiles"]
    assert {"auth-flow-alias": bound} in [e["configuration"] for e in profile["executors"]]


def test_what_was_made_by_hand_is_named_and_left_alone(realm: Trial) -> None:
    realm.bring(older(realm.document()))
    realm.admin.post("clients", {"clientId": "by-hand", "publicClient": True} | _pkce())
    realm.admin.post("roles", {"name": "by-hand"})
    realm.admin.post("groups", {"name": "by-hand"})

    realm.bring(realm.document())

    foreign = {str(each) for each in realm.plan(realm.document()).foreign}
    assert foreign == {"client by-hand", "role by-hand", "group by-hand"}


def test_mapper_that_was_added_to_a_client_of_ours_by_hand_is_removed(realm: Trial) -> None:
    realm.bring(realm.document())
    (portal,) = realm.admin.get("clients", clientId="portal")
    mapper = {
        "name": "one too many",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {"included.client.audience": "onestop", "access.token.claim": "true"},
    }
    realm.admin.post(f"clients/{portal['id']}/protocol-mappers/models", mapper)

    outcome = realm.apply(realm.document())

    assert [each.place for each in outcome.changes] == [
        ("client mapper", ("portal", "one too many"), ())
    ]
    assert realm.plan(realm.document()).changes == ()


def test_changed_password_of_the_directory_is_sent_and_never_shown(
    keycloak: RunningKeycloak, realm: Trial
) -> None:
    realm.bring(realm.document())
    changed, secret = copy.deepcopy(realm.document()), "not the one of before"
    directory_of(changed)["config"]["bindCredential"] = [secret]

    plan = realm.plan(changed)

    shown = f"{[str(each) for each in plan.changes]} {plan.as_json()} {plan!r}"
    assert len(plan.changes) == 1
    assert re.search(r"\(secret [0-9a-f]{8}\) → \(secret [0-9a-f]{8}\)", shown)
    assert secret not in shown
    with _second_password(keycloak, secret):
        assert realm.bring(changed).done == "changed"
    assert secret not in str(realm.admin.get())
    assert realm.plan(changed).changes == ()


def test_password_that_the_directory_does_not_take_is_not_written(
    keycloak: RunningKeycloak, realm: Trial, visitor: Browser
) -> None:
    realm.bring(realm.document())
    changed = copy.deepcopy(realm.document())
    directory_of(changed)["config"]["bindCredential"] = ["nobody knows it"]

    with pytest.raises(PasswordRefused):
        realm.bring(changed)

    portal = realm.client("portal")
    page = visitor.sign_in(portal.open(visitor), "annv", keycloak.password("danang", "annv"))
    assert portal.redeem(page).claims["preferred_username"] == "annv"


def test_update_killed_again_and_again_is_finished_by_the_next(realm: Trial, fresh: Trial) -> None:
    realm.bring(older(realm.document(longest_hours=8)))
    stops = sorted(random.Random(6).sample(range(60), 6))  # noqa: S311 - no secret

    killed = 0
    for stop_at in stops:
        try:
            realm.bring(realm.document(), by=Counting(realm, stop_at))
        except Stopped:
            killed += 1
    realm.bring(realm.document())

    assert killed >= 4, "only the last ones may find that little is left to do"
    assert_same(realm, fresh)


def test_update_killed_right_before_its_end_leaves_nothing_behind(
    realm: Trial, fresh: Trial
) -> None:
    realm.bring(older(realm.document()))
    before_its_end = Watched(realm, _last_of_an_update, _die)
    with pytest.raises(Stopped):
        realm.bring(realm.document(), by=before_its_end)

    assert realm.bring(realm.document()).done == "as declared"

    assert_same(realm, fresh)


@pytest.mark.deep
def test_update_killed_at_every_request_is_finished_by_the_next(realm: Trial, fresh: Trial) -> None:
    realm.bring(older(realm.document(longest_hours=8)))
    whole = Counting(realm)
    realm.bring(realm.document(), by=whole)

    for stop_at in range(whole.requests):
        realm.admin.delete("")
        realm.bring(older(realm.document(longest_hours=8)))
        with pytest.raises(Stopped):
            realm.bring(realm.document(), by=Counting(realm, stop_at))
        realm.bring(realm.document())
        assert_same(realm, fresh)


def test_making_a_realm_killed_at_every_request_is_finished_by_the_next(
    realm: Trial, fresh: Trial
) -> None:
    whole = Counting(realm)
    realm.bring(realm.document(), by=whole)

    for stop_at in range(whole.requests):
        realm.admin.delete("")
        with pytest.raises(Stopped):
            realm.bring(realm.document(), by=Counting(realm, stop_at))
        realm.bring(realm.document())
        assert_same(realm, fresh)


def test_of_two_who_apply_at_once_one_is_told_to_wait(realm: Trial, tmp_path: Path) -> None:
    realm.bring(older(realm.document()))
    start = Barrier(2)

    def apply(name: str) -> str:
        start.wait()
        try:
            applier = Applier(folder=tmp_path / name, who=name)
            return realm.apply(realm.document(), applier=applier).done
        except (Busy, Moved) as error:
            return error.code

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(apply, ("an", "binh")))

    written = [path for path in tmp_path.glob("*/*.journal") if path.read_text()]
    assert "changed" in outcomes
    assert len(written) == 1
    assert realm.plan(realm.document()).changes == ()


def test_command_names_what_was_changed_by_hand_and_does_what_its_plan_says(
    keycloak: RunningKeycloak, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _platform_of(keycloak, monkeypatch)
    realm, file = RealmAdmin(keycloak.admin(), "quang-nam"), tmp_path / "quang-nam.plan"
    realm.put("", realm.get() | {"bruteForceProtected": False})

    said = _egov("realm", "plan", "quang-nam", "--out", str(file))
    done = _egov("realm", "apply", "--plan", str(file))
    again = _egov("realm", "apply", "--plan", str(file))
    then = _egov("realm", "plan", "quang-nam", "--json")

    assert said.exit_code == 2
    assert "realm settings: bruteForceProtected: False → True (by hand: " in said.stdout
    assert (done.exit_code, then.exit_code) == (0, 0)
    assert "bruteForceProtected: False → True" in done.stdout
    assert isinstance(again.exception, PlanOutdated)
    assert json.loads(then.stdout) == [
        {"tenant": "quang-nam", "changes": [], "ignored": [], "foreign": []}
    ]


def only_in(one: LiveRealm, other: LiveRealm) -> set[str]:
    """Everything the one says that the other does not, but for what no two realms share."""
    found = set()
    for kind in KINDS:
        there = other.objects(kind)
        for name, each in one.objects(kind).items():
            where = f"{kind.name} {'/'.join(name)}"
            if name not in there:
                found |= set() if kind.is_stock(name, each) else {where}
                continue
            paths = [path for path, _, _ in differences(each, there[name])]
            found |= {f"{where} {path}" for path in paths if not KEYCLOAKS_OWN & set(path)}
    return found


def assert_same(realm: Trial, fresh: Trial) -> None:
    """Nothing is in the one that is not in the other, and nothing twice."""
    one, other = realm.live(), fresh.live()
    assert only_in(one, other) == set()
    assert only_in(other, one) == set()
    assert doubles(one) == []
    assert realm.admin.find("roles/egov.lease") is None


def _last_of_an_update(method: str, path: str) -> bool:
    return method == "DELETE" and path.startswith("roles-by-id/")


def _die() -> None:
    raise Stopped


def doubles(live: LiveRealm) -> list[str]:
    """Flows and configurations there are two of."""
    listed = [
        f"{part} {each['alias']}"
        for part in ("authenticationFlows", "authenticatorConfig")
        for each in live.representation[part]
    ]
    return sorted({each for each in listed if listed.count(each) > 1})


def _platform_of(keycloak: RunningKeycloak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find the test run's servers."""
    monkeypatch.setenv("EGOV_VAR", str(keycloak.layout.var))
    for each in fields(keycloak.layout.ports):
        port = getattr(keycloak.layout.ports, each.name)
        monkeypatch.setenv(f"EGOV_PORT_{each.name.upper()}", str(port))


def _egov(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def _switch_off(realm: RealmAdmin, flow: str, authenticator: str) -> None:
    steps = realm.get(f"authentication/flows/{flow}/executions")
    step = next(each for each in steps if each.get("providerId") == authenticator)
    realm.put(f"authentication/flows/{flow}/executions", step | {"requirement": "DISABLED"})


@contextmanager
def _second_password(keycloak: RunningKeycloak, secret: str) -> Iterator[None]:
    """Let Keycloak's account in the directory have two for a while, as when one is replaced."""
    entry, second = tree.service("danang", "keycloak"), hashed_secret(secret)
    with keycloak.directory.local_admin() as admin:
        admin.modify(entry, {"userPassword": [(MODIFY_ADD, [second])]})
        try:
            yield
        finally:
            admin.modify(entry, {"userPassword": [(MODIFY_DELETE, [second])]})


def _pkce() -> Json:
    return {"attributes": {"pkce.code.challenge.method": "S256"}, "implicitFlowEnabled": False}
