"""What is off for a while: in which realms, until when, and what the document says meanwhile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from egov_idp.realms import emergency
from egov_idp.realms.emergency import Emergency, Setting, Switch
from egov_idp.realms.errors import EmergencyRefused, RealmInvalid

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
END = BEGIN + timedelta(hours=72)
DOCUMENT: dict[str, Any] = {
    "realm": "danang",
    "resetPasswordAllowed": True,
    "browserFlow": "egov browser",
    "directGrantFlow": "egov refuse",
    "clients": [{"clientId": "onestop", "enabled": True}, {"clientId": "portal", "enabled": True}],
    "identityProviders": [{"alias": "dvcqg", "enabled": True}],
}
FORGOT = Switch(what="forgot-password")


def declared(
    switch: Switch = FORGOT, *tenants: str, before: dict[str, Setting] | None = None
) -> Emergency:
    return Emergency(
        id="20261123-0800-abcd",
        what=switch.what,
        name=switch.name,
        tenants=tenants or ("danang",),
        since=BEGIN,
        until=END,
        by="os:an",
        reason="thư giả mạo",
        before=before or {},
    )


@pytest.mark.parametrize(
    ("switch", "changed"),
    [
        (FORGOT, {"resetPasswordAllowed": False}),
        (Switch(what="flow", name="browser"), {"browserFlow": "egov refuse"}),
        (
            Switch(what="client", name="onestop"),
            {"clients": [{"clientId": "onestop", "enabled": False}, DOCUMENT["clients"][1]]},
        ),
        (
            Switch(what="identity-provider", name="dvcqg"),
            {"identityProviders": [{"alias": "dvcqg", "enabled": False}]},
        ),
    ],
    ids=str,
)
def test_one_switch_changes_one_thing(switch: Switch, changed: dict[str, Any]) -> None:
    assert emergency.switched(DOCUMENT, [declared(switch)]) == DOCUMENT | changed


def test_realms_it_does_not_name_are_as_before() -> None:
    assert emergency.switched(DOCUMENT, [declared(FORGOT, "quang-nam")]) == DOCUMENT


@pytest.mark.parametrize(
    ("now", "held"),
    [
        (BEGIN - timedelta(seconds=1), []),
        (BEGIN, [False]),
        (END - timedelta(seconds=1), [False]),
        (END, [True]),
    ],
)
def test_what_others_made_is_off_and_then_as_it_was(now: datetime, held: list[bool]) -> None:
    each = declared(Switch(what="identity-provider", name="google"), before={"danang": True})

    found = emergency.held(DOCUMENT, [each], now)

    assert [one.value for one in found] == held
    assert {one.place for one in found} <= {("identity provider", ("google",), ("enabled",))}


def test_one_that_counts_goes_over_one_that_is_over() -> None:
    switch = Switch(what="identity-provider", name="google")
    over = declared(switch, before={"danang": True})
    longer = over.model_copy(update={"until": END + timedelta(hours=1)})

    for switches in ([over, longer], [longer, over]):
        (found,) = emergency.held(DOCUMENT, switches, END)
        assert found.value is False


def test_what_was_bound_by_hand_is_bound_again() -> None:
    each = declared(Switch(what="flow", name="browser"), before={"danang": "by hand"})

    assert emergency.held(DOCUMENT, [each], BEGIN) == ()
    assert [one.value for one in emergency.held(DOCUMENT, [each], END)] == ["by hand"]


@pytest.mark.parametrize(
    ("now", "counts"),
    [
        (BEGIN - timedelta(seconds=1), False),
        (BEGIN, True),
        (END - timedelta(seconds=1), True),
        (END, False),
    ],
)
def test_it_counts_from_its_first_moment_to_its_last(now: datetime, counts: bool) -> None:
    assert declared().counts(now) is counts


def test_what_is_declared_is_read_as_it_was_written(tmp_path: Path) -> None:
    emergency.begin(declared(), tmp_path)
    emergency.begin(declared(Switch(what="client", name="onestop"), "quang-nam"), tmp_path)

    assert emergency.read(tmp_path) == (
        declared(),
        declared(Switch(what="client", name="onestop"), "quang-nam"),
    )


def test_what_is_over_is_forgotten(tmp_path: Path) -> None:
    emergency.begin(declared(), tmp_path)

    emergency.forget([declared().id], tmp_path)

    assert emergency.read(tmp_path) == ()


def test_one_that_nobody_declared_cannot_be_ended(tmp_path: Path) -> None:
    with pytest.raises(EmergencyRefused):
        emergency.shorten("20261123-0800-ffff", END, tmp_path)


def test_what_a_realm_does_not_hold_is_refused_with_what_it_holds() -> None:
    live = {"clients": [{"clientId": "by-hand"}]}

    with pytest.raises(EmergencyRefused, match="there are by-hand, onestop, portal"):
        emergency.require(Switch(what="client", name="atlantis"), DOCUMENT, live)


def test_a_flow_is_named_by_what_it_is_bound_to() -> None:
    with pytest.raises(EmergencyRefused, match="browser, reset-credentials, first-broker-login"):
        Switch(what="flow", name="my browser")


def test_a_client_that_is_gone_meanwhile_hinders_nobody() -> None:
    gone = declared(Switch(what="client", name="atlantis"))

    assert emergency.switched(DOCUMENT, [gone]) == DOCUMENT


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / emergency.NAME).write_text("- what: nothing\n")

    with pytest.raises(RealmInvalid, match=emergency.NAME):
        emergency.read(tmp_path)


def test_a_plan_names_the_switch_as_the_source() -> None:
    place = ("realm", ("settings",), ("resetPasswordAllowed",))

    assert emergency.source([declared()], place) == "emergency 20261123-0800-abcd"
    assert emergency.source([declared()], ("client", ("portal",), ("enabled",))) is None
