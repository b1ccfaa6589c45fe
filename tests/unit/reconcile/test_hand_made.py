"""What somebody changed by hand: under which names it goes, and what is one thing of it."""

import re
from datetime import date, timedelta

import pytest
from egov_idp.realms.ignoring import Ignored
from egov_idp.reconcile import Declared, LiveRealm, compare
from egov_idp.reconcile.drift import Drift, drift_of
from egov_idp.reconcile.errors import ChangedAgain, NotByHand
from egov_idp.reconcile.hand_made import HandMade

from tests.support._altered import NOW, Alter, Json, altered, client, realm_of
from tests.support._rendered import rendered


@pytest.fixture(scope="module")
def declared() -> Declared:
    return Declared(document=rendered(), key=b"key", keycloak="26.7.3")


def drift(declared: Declared, *by_hand: Alter) -> Drift:
    return drift_of(compare(declared, realm_of(declared, *by_hand), NOW))


def one(declared: Declared, *by_hand: Alter) -> HandMade:
    (made,) = drift(declared, *by_hand).counting
    return made


def fewer(number: int) -> Alter:
    return lambda whole: whole.update(failureFactor=number)


def without_client(name: str) -> Alter:
    def alter(whole: Json) -> None:
        whole["clients"] = [each for each in whole["clients"] if each["clientId"] != name]
        whole["roles"].get("client", {}).pop(name, None)
        users = [each for each in whole["users"] if each["serviceAccountClientId"] != name]
        whole["users"] = users
        for of, mappings in whole["clientScopeMappings"].items():
            kept = [each for each in mappings if each.get("client") != name]
            whole["clientScopeMappings"][of] = kept

    return alter


def shorter_flow(whole: Json) -> None:
    whole["authenticationFlows"][0]["authenticationExecutions"].pop()


def otherwise_flow(whole: Json) -> None:
    step = whole["authenticationFlows"][0]["authenticationExecutions"][0]
    step["requirement"] = "DISABLED"


def ignored(made: HandMade) -> Ignored:
    return Ignored(
        change=made.digest,
        tenant=made.tenant,
        what=str(made),
        since=NOW,
        until=date(2026, 5, 5),
        by="os:an",
        reason="until release 4",
    )


def letting_pass(declared: Declared, made: HandMade) -> Declared:
    whole = declared.document
    return Declared(document=whole, key=b"key", keycloak="26.7.3", ignored=(ignored(made),))


def test_name_is_short_and_the_same_each_time(declared: Declared) -> None:
    first, second = one(declared, fewer(3)), one(declared, fewer(3))

    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{6}", first.id)
    assert first.id == second.id
    assert str(first) == f"{first.id} realm settings: failureFactor: 5 → 3"


def test_name_does_not_hang_on_what_is_declared(declared: Declared) -> None:
    live = realm_of(declared, fewer(3))
    anew = altered(declared, lambda whole: whole.update(failureFactor=4))

    (made,) = drift_of(compare(anew, live, NOW)).counting

    assert made.id == one(declared, fewer(3)).id


def test_name_of_another_value_is_refused_and_says_what_is_there(declared: Declared) -> None:
    now = drift(declared, fewer(2))

    with pytest.raises(ChangedAgain, match="failureFactor: 5 → 2"):
        now.get(one(declared, fewer(3)).id)
    with pytest.raises(NotByHand):
        now.get("0000-000000")


def test_two_changes_are_two(declared: Declared) -> None:
    def close(whole: Json) -> None:
        client(whole, "onestop")["enabled"] = False

    found = drift(declared, close, fewer(3)).counting

    assert [made.what for made in found] == [
        "client onestop: enabled: True → False",
        "realm settings: failureFactor: 5 → 3",
    ]


def test_client_that_was_removed_is_one_with_what_lay_in_it(declared: Declared) -> None:
    made = one(declared, without_client("egov-idp"))

    assert made.what == "client egov-idp: removed"
    kinds = {change.kind for change in made.changes}
    assert kinds == {"client", "service account", "scope mapping"}


def test_two_clients_that_were_removed_are_two(declared: Declared) -> None:
    found = drift(declared, without_client("egov-idp"), without_client("onestop")).counting

    assert {made.what for made in found} == {
        "client egov-idp: removed",
        "client onestop: removed",
    }


def test_what_is_declared_anew_in_a_client_that_was_removed_comes_with_it(
    declared: Declared,
) -> None:
    def more(whole: Json) -> None:
        mapper = {"name": "later", "protocolMapper": "x", "config": {}}
        client(whole, "onestop")["protocolMappers"].append(mapper)

    live = realm_of(declared, without_client("onestop"))
    (made,) = drift_of(compare(altered(declared, more), live, NOW)).counting

    assert ("onestop", "later") in [change.object for change in made.changes]


def test_mapper_that_somebody_added_is_named_so(declared: Declared) -> None:
    def add(whole: Json) -> None:
        client(whole, "portal")["protocolMappers"].append({"name": "one too many"})

    assert one(declared, add).what == "client mapper portal/one too many: added"


def test_flow_that_was_changed_is_one_with_what_binds_it(declared: Declared) -> None:
    made = one(declared, shorter_flow)

    bound = declared.document["browserFlow"]
    assert made.what == f"flow {bound}: changed"
    assert [change.kind for change in made.changes] == ["flow", "realm", "client profile"]
    assert list(made.as_json()["found"]) == [bound]


def test_flow_that_was_changed_otherwise_is_another_change(declared: Declared) -> None:
    shorter, otherwise = one(declared, shorter_flow), one(declared, otherwise_flow)

    assert shorter.place == otherwise.place
    assert shorter.id != otherwise.id


def test_what_is_ignored_is_apart_and_no_change_of_the_plan(declared: Declared) -> None:
    made = one(declared, fewer(3))

    found = compare(letting_pass(declared, made), realm_of(declared, fewer(3)), NOW)
    plan = found.letting_pass(NOW)

    assert (plan.changes, [each.made for each in plan.let_pass]) == ((), [made])
    assert plan.as_json()["ignored"][0]["ignored"]["reason"] == "until release 4"


@pytest.mark.parametrize(("days", "counts"), [(1, False), (2, True)])
def test_what_is_ignored_counts_after_its_last_day(
    declared: Declared, days: int, counts: bool
) -> None:
    made = one(declared, fewer(3))
    found = compare(letting_pass(declared, made), realm_of(declared, fewer(3)), NOW)

    plan = found.letting_pass(NOW + timedelta(days=days))

    assert bool(plan.changes) == counts


def test_an_emergency_goes_over_what_is_ignored(declared: Declared) -> None:
    made = one(declared, fewer(3))
    urgent = Declared(
        document=declared.document,
        key=b"key",
        keycloak="26.7.3",
        ignored=(ignored(made),),
        urgent=frozenset({made.place}),
    )

    plan = compare(urgent, realm_of(declared, fewer(3)), NOW).letting_pass(NOW)

    assert plan.changes == made.changes


def test_nothing_that_is_told_holds_a_secret(declared: Declared) -> None:
    def give(whole: Json) -> None:
        client(whole, "onestop")["secret"] = "of-the-module"

    applied = altered(declared, give)

    def another(whole: Json) -> None:
        client(whole, "onestop")["secret"] = "by-somebody"

    live: LiveRealm = realm_of(applied, another)
    (made,) = drift_of(compare(applied, live, NOW)).counting

    assert made.what.startswith("client onestop: secret: (secret ")
    assert "by-somebody" not in f"{made!r} {made.as_json()} {ignored(made)!r}"
