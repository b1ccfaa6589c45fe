"""Attempts, drafts and orders to sign out, as every store keeps them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from egov_kit.attempts import Attempt, Attempts, Wish, new_attempt
from egov_kit.drafts import Draft, Drafts
from egov_kit.logouts import Logouts
from egov_kit.sessions import Subject
from egov_kit.store import Store

from tests.support._sessions import ISS
from tests.support.op import PERSON, HandClock

STAFF = UUID(str(PERSON["staff_id"]))


# --- attempts


def attempt(target: str = "/x") -> Attempt:
    return new_attempt(Wish(target=target, acr="mfa", max_age=0), ISS)


def test_attempt_is_spent_once_though_eight_ask_at_once(store: Store) -> None:
    attempts, made = Attempts(store), attempt()
    attempts.begin(made, [])
    jar = {made.name: made.secret}
    with ThreadPoolExecutor(8) as pool:
        spent = list(pool.map(lambda _: attempts.spend(made.state, jar), range(8)))
    [found] = [each for each in spent if each is not None]
    assert (found.nonce, found.verifier, found.wish) == (made.nonce, made.verifier, made.wish)
    assert found.iss == ISS


def test_attempt_that_an_older_source_began_knows_no_server(store: Store) -> None:
    attempts, made = Attempts(store), attempt()
    row = {name: value for name, value in attempts._row(made).items() if name != "iss"}
    store.rows.attempts.add(row, [], per_browser=7, in_all=3)
    spent = attempts.spend(made.state, {made.name: made.secret})
    assert spent is not None
    assert (spent.iss, spent.nonce) == (None, made.nonce)


def test_secrets_of_an_attempt_are_not_in_its_repr(store: Store) -> None:
    attempts, made = Attempts(store), attempt()
    attempts.begin(made, [])
    spent = attempts.spend(made.state, {made.name: made.secret})
    said = f"{made!r} {spent!r}"
    secrets = (made.state, made.nonce, made.verifier, made.secret)
    assert [each for each in secrets if each in said] == []


def test_attempt_of_another_browser_or_over_is_not_spent(store: Store, clock: HandClock) -> None:
    attempts, made = Attempts(store), attempt()
    attempts.begin(made, [])
    assert attempts.spend(made.state, {made.name: "another"}) is None
    assert attempts.spend(made.state, {}) is None
    clock.forward(600)
    assert attempts.spend(made.state, {made.name: made.secret}) is None


def test_browser_has_seven_attempts_and_the_oldest_goes(store: Store, clock: HandClock) -> None:
    attempts, made = Attempts(store), [attempt() for _ in range(9)]
    shown: list[str] = ["unknown"]
    for each in made:
        clock.forward(1)
        over = attempts.begin(each, shown)
        shown = [name for name in shown if name not in over] + [each.name]
    assert shown == [each.name for each in made[2:]]
    alive = [attempts.spend(each.state, {each.name: each.secret}) for each in made]
    assert [each is not None for each in alive] == [False, False, *[True] * 7]


def test_attempts_are_bounded_in_all(store: Store, clock: HandClock) -> None:
    rows, made = store.rows.attempts, [attempt() for _ in range(5)]
    for each in made:
        clock.forward(1)
        rows.add(Attempts(store)._row(each), [], per_browser=7, in_all=3)
    alive = [Attempts(store).spend(each.state, {each.name: each.secret}) for each in made]
    assert [each is not None for each in alive] == [False, False, True, True, True]


# --- drafts


def draft(number: int = 0, action: str = "/send") -> Draft:
    return Draft(page=f"/form?n={number}", action=action, fields=(("a", "á"), ("a", "b")))


def test_session_has_seven_drafts_and_the_oldest_goes(store: Store, clock: HandClock) -> None:
    drafts = Drafts(store)
    for number in (0, 1, 2, 3, 4, 5, 6, 1, 7):
        clock.forward(1)
        assert drafts.keep("old", STAFF, draft(number))
    found = [drafts.find("old", draft(number).page) for number in range(8)]
    assert found == [None, *[draft(number) for number in range(1, 8)]]


def test_draft_of_another_person_vanishes_at_the_sign_in(store: Store) -> None:
    drafts = Drafts(store)
    drafts.keep("old", STAFF, draft())
    assert not drafts.hand_over("old", "new", UUID(int=7))
    assert not drafts.hand_over("old", "new", STAFF)
    assert drafts.find("new", draft().page) is None


def test_draft_lasts_an_hour(store: Store, clock: HandClock) -> None:
    drafts = Drafts(store)
    drafts.keep("old", STAFF, draft())
    clock.forward(3600)
    assert drafts.find("old", draft().page) is None
    assert not drafts.hand_over("old", "new", STAFF)


def test_form_that_was_sent_takes_its_drafts_away(store: Store) -> None:
    drafts = Drafts(store)
    drafts.keep("s", STAFF, draft(1))
    drafts.keep("s", STAFF, draft(2, action="/other"))
    drafts.drop("s", "/send")
    assert drafts.find("s", draft(1).page) is None
    assert drafts.find("s", draft(2).page) is not None


# --- orders to sign out


def test_order_that_comes_again_is_as_old_as_the_first(store: Store, clock: HandClock) -> None:
    logouts = Logouts(store)
    first = logouts.note(iss=ISS, sub="ada", sid="s1", jti="1")
    clock.forward(1)
    assert logouts.note(iss=ISS, sub="ada", sid="s1", jti="1") == first
    assert logouts.note(iss=ISS, sub="ada", sid="s1", jti="2") == store.now()


@pytest.mark.parametrize(
    ("sub", "sid", "means"),
    [
        ("ada", "s1", True), ("ada", None, True), (None, "s1", True),
        ("ada", "s2", False), ("ben", "s1", False), ("ben", None, False), (None, "s2", False),
    ],
)  # fmt: skip
def test_order_that_overtook_the_sign_in_is_seen(
    store: Store, clock: HandClock, sub: str | None, sid: str | None, means: bool
) -> None:
    logouts, before = Logouts(store), store.now()
    clock.forward(1)
    logouts.note(iss=ISS, sub=sub, sid=sid, jti="1")
    ada = Subject(iss=ISS, sub="ada", sid="s1")
    assert logouts.came(ada, since=before) is means
    assert not logouts.came(ada, since=store.now())
    assert not logouts.came(replace(ada, iss="https://other.example.vn"), since=before)
    assert logouts.came(replace(ada, sid=None), since=before) is (sub == "ada")
