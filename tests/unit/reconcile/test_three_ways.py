"""Declared, applied last, there now: what differs, why, and what is no business of ours."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from egov_idp.mail.server import MailServer
from egov_idp.realms import Addresses, RealmSpec, document, load, load_bare
from egov_idp.reconcile import Declared, LiveRealm, Plan, Sources, compare
from egov_idp.reconcile.ledger import Ledger
from egov_idp.secrets import SecretStore
from egov_kit.module import discover
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support._altered import NOW, altered, client, realm_of

Json = dict[str, Any]

MODULES = discover()
ADDRESSES = Addresses(
    scheme="https",
    host="egov.example.vn",
    internal="http://10.0.0.5:8001",
    directory=("ldap://10.0.0.1",),
    mail=MailServer(host="mail.example.vn", port=465, security="tls", sender="a@example.vn"),
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[RealmSpec], Json]:
    secrets = SecretStore(tmp_path_factory.mktemp("secrets"))
    return lambda spec: document(spec, MODULES, ADDRESSES, secrets)


@pytest.fixture(scope="module")
def declared(build: Callable[[RealmSpec], Json]) -> Declared:
    whole = build(load("danang"))
    sources = Sources(document=whole, bare=lambda: build(load_bare("danang")), modules=MODULES)
    return Declared(document=whole, key=b"key", keycloak="26.7.3", source=sources.of)


def plan(declared: Declared, live: LiveRealm, now: datetime = NOW) -> Plan:
    return compare(declared, live, now)


def lines(found: Plan) -> list[str]:
    return [str(change) for change in found.changes]


def test_realm_that_was_made_so_does_not_differ(declared: Declared) -> None:
    found = plan(declared, realm_of(declared))

    assert (found.changes, found.foreign) == ((), ())


def test_what_is_declared_anew_names_the_file_it_is_declared_in(declared: Declared) -> None:
    def older(whole: Json) -> None:
        whole["displayName"] = "Da Nang"
        whole["failureFactor"] = 30
        client(whole, "onestop")["attributes"]["egov.title.en"] = "Counter"

    assert lines(plan(declared, realm_of(altered(declared, older)))) == [
        "client onestop: attributes.egov.title.en: Counter → One-stop shop (module onestop)",
        "realm settings: displayName: Da Nang → Thành phố Đà Nẵng (overlay realms/danang.yaml)",
        "realm settings: failureFactor: 30 → 5 (baseline)",
    ]


def test_what_was_changed_since_it_was_applied_was_changed_by_hand(declared: Declared) -> None:
    live = realm_of(declared, lambda whole: whole.update(bruteForceProtected=False))

    assert lines(plan(declared, live)) == [
        "realm settings: bruteForceProtected: False → True (by hand)"
    ]


def test_what_both_changed_was_changed_by_hand(declared: Declared) -> None:
    applied = altered(declared, lambda whole: whole.update(failureFactor=30))
    live = realm_of(applied, lambda whole: whole.update(failureFactor=99))

    assert lines(plan(declared, live)) == ["realm settings: failureFactor: 99 → 5 (by hand)"]


def test_what_is_there_and_was_never_applied_is_foreign(declared: Declared) -> None:
    def by_hand(whole: Json) -> None:
        whole["clients"].append({"clientId": "by-hand"})
        whole["groups"] = [{"name": "by-hand"}]

    found = plan(declared, realm_of(declared, by_hand))

    assert found.changes == ()
    assert [str(each) for each in found.foreign] == ["client by-hand", "group by-hand"]


def test_what_was_applied_and_is_no_longer_declared_goes_last_and_whole(declared: Declared) -> None:
    def without(whole: Json) -> None:
        whole["clients"] = [each for each in whole["clients"] if each["clientId"] != "onestop"]
        whole["failureFactor"] = 6

    assert lines(plan(altered(declared, without), realm_of(declared))) == [
        "realm settings: failureFactor: 5 → 6 (baseline)",
        "client onestop: delete (no longer declared)",
    ]


def test_what_keycloak_makes_in_every_realm_never_goes(declared: Declared) -> None:
    def without(whole: Json) -> None:
        whole["clients"] = [each for each in whole["clients"] if each["clientId"] != "account"]

    assert lines(plan(altered(declared, without), realm_of(declared))) == []


def test_attribute_that_is_no_longer_declared_goes(declared: Declared) -> None:
    applied = altered(declared, lambda whole: client(whole, "portal")["attributes"].update(old="1"))

    assert lines(plan(declared, realm_of(applied))) == [
        "client portal: attributes.old: 1 → – (no longer declared)"
    ]


def test_attribute_that_somebody_added_stays(declared: Declared) -> None:
    live = realm_of(declared, lambda whole: client(whole, "portal")["attributes"].update(own="1"))

    assert lines(plan(declared, live)) == []


def test_mapper_that_somebody_added_goes(declared: Declared) -> None:
    def by_hand(whole: Json) -> None:
        client(whole, "portal")["protocolMappers"].append({"name": "one too many"})

    assert lines(plan(declared, realm_of(declared, by_hand))) == [
        "client mapper portal/one too many: delete (by hand)"
    ]


def test_object_that_somebody_removed_is_made_again(declared: Declared) -> None:
    def by_hand(whole: Json) -> None:
        whole["clientScopes"] = [s for s in whole["clientScopes"] if s["name"] != "onestop.read"]

    assert lines(plan(declared, realm_of(declared, by_hand)))[0] == (
        "client scope onestop.read: make (removed by hand)"
    )


def test_realm_without_a_ledger_is_brought_to_what_is_declared(declared: Declared) -> None:
    live = realm_of(declared, lambda whole: whole.update(failureFactor=30))
    live.representation["attributes"].pop("egov.ledger")

    assert "realm settings: failureFactor: 30 → 5 (baseline)" in lines(plan(declared, live))


def test_flow_in_use_that_was_changed_is_built_beside_it_and_that_is_the_hands_doing(
    declared: Declared,
) -> None:
    def by_hand(whole: Json) -> None:
        whole["authenticationFlows"][0]["authenticationExecutions"].pop()

    found = plan(declared, realm_of(declared, by_hand)).changes

    assert {change.origin.why for change in found} == {"by hand"}
    assert [change.kind for change in found] == ["flow", "realm", "client profile"]


@pytest.mark.parametrize(("minutes", "goes"), [(29, False), (30, True)])
def test_old_flow_goes_when_nobody_can_be_half_way_through_it(
    declared: Declared, minutes: int, goes: bool
) -> None:
    def renew(whole: Json) -> None:
        whole["authenticationFlows"].append(
            declared.document["authenticationFlows"][-1] | {"alias": "egov browser 00000000"}
        )

    live = realm_of(altered(declared, renew))
    ledger = Ledger(applied=live.ledger.applied, unbound={"egov browser 00000000": NOW})

    found = plan(declared, live.remembering(ledger), NOW + timedelta(minutes=minutes))

    assert lines(found) == ["flow egov browser 00000000: delete (no longer declared)"] * goes


def shuffled(value: Any, draw: st.DrawFn) -> Any:  # noqa: ANN401 - any JSON
    """The same objects and keys in another order; lists that have one keep it."""
    if isinstance(value, dict):
        names = draw(st.permutations(sorted(value)))
        ordered = ("authenticationExecutions", "executors", "conditions")
        return {n: value[n] if n in ordered else shuffled(value[n], draw) for n in names}
    if isinstance(value, list):
        return [shuffled(each, draw) for each in draw(st.permutations(value))]
    return value


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_order_makes_no_difference(declared: Declared, data: st.DataObject) -> None:
    live = realm_of(declared)
    turned = shuffled(live.representation, data.draw)

    found = plan(declared, LiveRealm(representation=turned, key=declared.key))

    assert found.changes == ()
    assert found.live.digest == live.digest


def test_ledger_is_read_back_as_it_was_written(declared: Declared) -> None:
    live = realm_of(declared)

    again = Ledger.of(live.representation)

    assert again.text == live.ledger.text
    assert again.applied["realm"] == {("settings",): declared.applied["realm"][("settings",)]}


@pytest.mark.parametrize("spoilt", ["", "x", "eJxLBAAAYgBi", "eJyrBQAA+gD5"])
def test_ledger_that_somebody_spoilt_is_as_good_as_none(spoilt: str) -> None:
    assert Ledger.of({"attributes": {"egov.ledger": spoilt}}).is_empty


def test_neither_ledger_nor_plan_holds_a_secret(declared: Declared) -> None:
    (directory,) = declared.document["components"]["org.keycloak.storage.UserStorageProvider"]
    (password,) = directory["config"]["bindCredential"]
    live = realm_of(declared, lambda whole: whole["components"].clear())

    for said in (live.ledger, plan(declared, live), plan(declared, live).as_json()):
        assert password not in repr(said)
