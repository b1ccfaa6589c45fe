"""The work lists, and acts on many dossiers at once."""

import re
from datetime import datetime, timedelta

from egov_apps.onestop.acts import claim
from egov_apps.onestop.errors import Changed, NotNow
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.work import Picked, do_many, list_work, plan_many
from egov_apps.onestop.workflow import Action, Role, State
from egov_kit import database
from egov_kit.settings import Settings
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support._counter import HOST, Counter, a_person, hidden
from tests.support._dossiers import NOON, an_officer, in_days, record
from tests.support._life import EVERYBODY, lead

HEAD = EVERYBODY[Role.HEAD]
TWO_POSTS = a_person(
    "H17.08|specialist|main",
    "H17.08.02|head|acting",
    grants=("onestop.specialist@H17.08", "onestop.head@H17.08.02"),
)


def at_state(settings: Settings, state: State, days: int = 5, now: datetime = NOON) -> Dossier:
    with database.transaction(settings, "danang", "onestop") as session:
        return lead(session, record(session, in_days(days), now=now), state, now=now)


def in_field(settings: Settings, field: str, dossier: Dossier) -> Dossier:
    with database.transaction(settings, "danang", "onestop") as session:
        session.get_one(Dossier, dossier.id).field_code = field
    return dossier


def picked(*dossiers: Dossier) -> list[Picked]:
    return [Picked(dossier_id=each.id, version=each.version) for each in dossiers]


def test_the_work_of_a_role_is_what_waits_for_it_what_is_due_first_on_top(
    onestop: Settings,
) -> None:
    paused = at_state(onestop, State.AWAITING_PAPERS)
    late = at_state(onestop, State.WITH_SPECIALIST, now=NOON - timedelta(days=30))
    later = at_state(onestop, State.WITH_SPECIALIST, days=9)
    soon = at_state(onestop, State.WITH_SPECIALIST, days=2)
    at_state(onestop, State.WITH_HEAD)

    with database.transaction(onestop, "danang", "onestop", write=False) as session:
        found = list_work(session, EVERYBODY[Role.SPECIALIST], 1)
        elsewhere = list_work(session, an_officer("specialist", unit="H17.30"), 1)

    assert [each.id for each in found.dossiers] == [late.id, soon.id, later.id, paused.id]
    assert elsewhere.total == 0


def test_the_work_of_one_field_is_counted_beside_that_of_the_others(onestop: Settings) -> None:
    at_state(onestop, State.WITH_SPECIALIST)
    land = in_field(onestop, "dat-dai", at_state(onestop, State.WITH_SPECIALIST))
    in_field(onestop, "dat-dai", at_state(onestop, State.WITH_HEAD))

    with database.transaction(onestop, "danang", "onestop", write=False) as session:
        found = list_work(session, EVERYBODY[Role.SPECIALIST], 1, field="dat-dai")
        all_of_it = list_work(session, EVERYBODY[Role.SPECIALIST], 1)

    assert [each.id for each in found.dossiers] == [land.id]
    assert (found.total, all_of_it.total) == (1, 2)
    assert found.waiting == all_of_it.waiting == {"dat-dai": 1, "ho-tich": 1}


def test_one_sees_what_one_has_claimed(onestop: Settings) -> None:
    mine, _other = (at_state(onestop, State.WITH_HEAD) for _ in range(2))
    with database.transaction(onestop, "danang", "onestop") as session:
        claim(session, mine.id, mine.version, HEAD, now=NOON)
        found = list_work(session, HEAD, 1, mine=True)

    assert [each.id for each in found.dossiers] == [mine.id]


def test_a_dry_run_changes_nothing_and_says_what_would_happen(onestop: Settings) -> None:
    ready, signed, old = (
        at_state(onestop, state) for state in (State.WITH_HEAD, State.WITH_CLERK, State.WITH_HEAD)
    )
    stale = Picked(dossier_id=old.id, version=1)
    with database.transaction(onestop, "danang", "onestop") as session:
        chosen = [*picked(ready, signed), stale]
        outcomes = plan_many(session, Action.ENDORSE, chosen, HEAD, now=NOON)

    assert [type(each.refusal) for each in outcomes] == [type(None), NotNow, Changed]
    assert states(onestop, ready, signed) == [State.WITH_HEAD, State.WITH_CLERK]


def test_of_many_those_that_allow_it_are_done(onestop: Settings) -> None:
    ready, signed = (at_state(onestop, s) for s in (State.WITH_HEAD, State.WITH_CLERK))
    with database.transaction(onestop, "danang", "onestop") as session:
        do_many(session, Action.ENDORSE, picked(signed, ready), HEAD, now=NOON)

    assert states(onestop, ready, signed) == [State.WITH_SIGNER, State.WITH_CLERK]


def states(settings: Settings, *dossiers: Dossier) -> list[str]:
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        return [session.get_one(Dossier, each.id).state for each in dossiers]


def press(browser: FlaskClient, shown: str, **typed: object) -> TestResponse:
    data = {n: hidden(shown, n) for n in ("csrf_token", "egov_post")} | typed
    return browser.post("/viec/nhieu", data=data, headers={"Origin": f"http://{HOST}"})


def test_domain_16_a_person_with_two_posts_sees_two_task_lists(counter: Counter) -> None:
    mine = at_state(counter.settings, State.WITH_SPECIALIST)
    theirs = at_state(counter.settings, State.WITH_HEAD)
    with database.transaction(counter.settings, "danang", "onestop") as session:
        session.get_one(Dossier, theirs.id).at_unit = "H17.08.02"

    page = counter.sign_in(TWO_POSTS).get("/viec").text
    first, second = re.findall(r'<section aria-labelledby="post-.*?</section>', page, re.S)

    assert mine.code in first
    assert mine.code not in second
    assert theirs.code in second
    assert "(acting)" in second
    assert "Switch to this post" in second
    assert 'name="picked"' not in second


def test_the_officer_chooses_a_field_by_a_link_that_keeps_the_rest(counter: Counter) -> None:
    other = at_state(counter.settings, State.WITH_HEAD)
    land = in_field(counter.settings, "dat-dai", at_state(counter.settings, State.WITH_HEAD))
    browser = counter.sign_in(a_person("H17.08|head|main", grants=("onestop.head@H17.08",)))

    shown = browser.get("/viec").text
    assert "All fields (2)" in shown
    assert re.search(r'href="/viec\?linh-vuc=dat-dai">Land \(1\)</a>', shown)

    narrowed = browser.get("/viec?linh-vuc=dat-dai").text
    assert land.code in narrowed
    assert other.code not in narrowed
    assert "Land (1)</strong>" in narrowed
    assert "xem=toi&amp;linh-vuc=dat-dai" in narrowed
    assert other.code in browser.get("/viec?linh-vuc=nothing-such").text


def test_many_are_endorsed_after_a_look_at_what_would_happen(counter: Counter) -> None:
    one, two = (at_state(counter.settings, State.WITH_HEAD) for _ in range(2))
    browser = counter.sign_in(a_person("H17.08|head|main", grants=("onestop.head@H17.08",)))
    ticked = [f"{one.id}.{one.version}", f"{two.id}.1"]

    plan = press(browser, browser.get("/viec").text, action="endorse", picked=ticked)
    assert plan.status_code == 200
    assert "Will be done: 1" in plan.text
    assert "The dossier has changed since you opened it" in plan.text
    assert states(counter.settings, one, two) == [State.WITH_HEAD, State.WITH_HEAD]

    done = press(browser, plan.text, action="endorse", picked=ticked[:1], confirmed="y")
    assert done.status_code == 303
    assert states(counter.settings, one, two) == [State.WITH_SIGNER, State.WITH_HEAD]


def test_a_strange_bulk_request_is_refused(counter: Counter) -> None:
    at_state(counter.settings, State.WITH_HEAD)
    browser = counter.sign_in(a_person("H17.08|head|main", grants=("onestop.head@H17.08",)))
    shown = browser.get("/viec").text

    assert press(browser, shown, action="refuse").status_code == 400
    assert press(browser, shown, action="endorse", picked=["x"]).status_code == 400
