"""Looking again and again: what is new, what is gone, who does not answer."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from egov_idp.realms.ignoring import Ignored
from egov_idp.reconcile import Change
from egov_idp.reconcile.drift import Drift
from egov_idp.reconcile.errors import Refused, Unreachable
from egov_idp.reconcile.hand_made import HandMade, LetPass
from egov_idp.reconcile.origin import Origin
from egov_idp.reconcile.watching import Looked, Watch

AWAY = Unreachable("http://127.0.0.1:8080/")


def made(value: int) -> HandMade:
    change = Change(
        kind="realm",
        object=("settings",),
        field=("failureFactor",),
        old=value,
        new=5,
        origin=Origin(why="by hand"),
    )
    return HandMade(tenant="danang", head=change, changes=(change,), flows={})


def drift(*values: int, let_pass: tuple[LetPass, ...] = ()) -> Drift:
    return Drift(tenant="danang", counting=tuple(map(made, values)), let_pass=let_pass)


def ignored(value: int) -> LetPass:
    entry = Ignored(
        change=made(value).digest,
        tenant="danang",
        what="",
        since=datetime(2026, 11, 23, tzinfo=UTC),
        until=date(2026, 12, 1),
        by="os:an",
        reason="r",
    )
    return LetPass(made=made(value), ignored=entry)


def told(*looks: Looked) -> list[list[str]]:
    watch = Watch()
    return [[f"{event.what} {_of(event.tenants)}" for event in watch.news(each)] for each in looks]


def _of(tenants: Iterable[str]) -> str:
    return ",".join(tenants)


def test_a_change_is_told_when_it_appears_and_when_it_is_gone() -> None:
    looks = [drift(), drift(3), drift(3), drift()]

    assert told(*({"danang": each} for each in looks)) == [[], ["new danang"], [], ["gone danang"]]


def test_another_value_is_one_gone_and_one_new() -> None:
    assert told({"danang": drift(3)}, {"danang": drift(2)})[1] == ["gone danang", "new danang"]


def test_what_is_ignored_is_told_once_and_again_when_it_counts() -> None:
    passing = drift(let_pass=(ignored(3),))

    found = told(*({"danang": each} for each in (drift(3), passing, passing, drift(3))))

    assert found[1:] == [["ignored danang"], [], ["new danang"]]


def test_a_keycloak_that_is_away_is_told_once_for_all_realms() -> None:
    away, back = {"danang": AWAY, "hue": AWAY}, {"danang": drift(), "hue": drift()}

    assert told(away, away, back, back) == [
        ["no answer danang,hue"],
        [],
        ["answers again danang,hue"],
        [],
    ]


def test_what_was_there_before_it_was_away_is_not_told_again() -> None:
    found = told({"danang": drift(3)}, {"danang": AWAY}, {"danang": drift(3)})

    assert found[2] == ["answers again danang"]


def test_another_error_is_told_too() -> None:
    refused = Refused("POST /admin/realms/danang/partial-export", 503, "")

    assert told({"danang": AWAY}, {"danang": refused})[1] == ["no answer danang"]


def test_a_program_reads_the_same() -> None:
    (event,) = Watch().news({"danang": drift(3)})

    said = json.loads(json.dumps(event.as_json()))

    assert (said["what"], said["tenants"], said["change"]["id"]) == ("new", ["danang"], made(3).id)
    assert str(event) == f"danang: new: {made(3)}"
