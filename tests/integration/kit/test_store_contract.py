"""Sessions and leases, as every store keeps them: SQLite, PostgreSQL and Valkey alike."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from egov_kit.leases import LEASE, Leases
from egov_kit.logouts import Logouts
from egov_kit.rows import Outcome, Which
from egov_kit.sessions import KeptSession, Sessions, Subject
from egov_kit.store import Store

from tests.support._sessions import ISS, begin, person, token_set
from tests.support.op import PERSON, HandClock

STAFF = UUID(str(PERSON["staff_id"]))
Open = Callable[..., Store]


@pytest.fixture
def sessions(store: Store) -> Sessions:
    return Sessions(store)


def again(sessions: Sessions, session: KeptSession) -> KeptSession:
    found = sessions.find_by_id(session.id)
    assert found is not None
    return found


def tokens_of(session: KeptSession) -> set[str | None]:
    return {session.access_token, session.refresh_token, session.id_token}


def test_session_is_found_as_it_was_begun(sessions: Sessions) -> None:
    cookie, begun = begin(sessions)
    found = sessions.find(cookie)
    assert found == begun
    assert tokens_of(begun) == {"access-one", "refresh-one", "id-one"}
    assert begun.person == person()
    assert sessions.find("another") is None


def test_no_token_and_no_cookie_lies_open_in_the_store(sessions: Sessions) -> None:
    cookie, begun = begin(sessions)
    row = str(sessions.store.rows.sessions.find(begun.id))
    assert not any(text in row for text in (cookie, "access-one", "refresh-one", "id-one"))


def test_session_follows_another_which_ends(sessions: Sessions) -> None:
    _, old = begin(sessions)
    _, new = begin(sessions, old=old)
    assert new.data["csrf_token"] == old.data["csrf_token"]
    assert again(sessions, old).ended_at is not None
    assert again(sessions, new).ended_at is None


def test_ended_session_is_not_brought_back_by_a_request_in_flight(
    sessions: Sessions, clock: HandClock
) -> None:
    _, begun = begin(sessions)
    leases = Leases(sessions.store)
    lease = leases.take(begun)
    assert lease is not None
    sessions.end(begun)
    clock.forward(31)
    leases.renewed(lease, token_set(sessions.store.now(), "two"), begun.person)
    leases.failed(lease, sessions.store.now())
    sessions.touch(begun)
    sessions.keep_data(begun.id, {"late": True})
    found = again(sessions, begun)
    assert found.ended_at is not None
    assert tokens_of(found) == {None}
    assert leases.take(found, anew=True) is None


def test_session_that_is_gone_is_not_brought_back_by_a_request_in_flight(
    sessions: Sessions,
) -> None:
    rows, now = sessions.store.rows.sessions, sessions.store.now()
    rows.set("gone", {"seen_at": now})
    rows.give_back("gone", "lease", Outcome(values={"refused": False}, counted=("version",)))
    assert not rows.lease("gone", "lease", now=now, until=now, unchanged={})
    assert rows.end(Which(id="gone"), now) == 0
    assert rows.find("gone") is None


@pytest.mark.parametrize(
    ("which", "ended"),
    [
        ({"iss": ISS, "sid": "s1"}, "a1"),
        ({"iss": ISS, "sub": "ada"}, "a1 a2"),
        ({"iss": ISS, "sid": "s1", "sub": "ada"}, "a1"),
        ({"iss": ISS, "sid": "s2", "sub": "ben"}, ""),
        ({"iss": ISS, "sid": "s9", "sub": "cem"}, "c"),
        ({"iss": ISS, "sid": "s9"}, ""),
        ({"iss": "https://other.example.vn", "sub": "ada"}, ""),
    ],
    ids=str,
)
def test_order_ends_the_sessions_it_is_for(
    sessions: Sessions, which: dict[str, str], ended: str
) -> None:
    made = {
        name: begin(sessions, sub=sub, sid=sid)[1]
        for name, sub, sid in (
            ("a1", "ada", "s1"),
            ("a2", "ada", "s2"),
            ("b", "ben", "s3"),
            ("c", "cem", None),  # an outside provider may name no session
        )
    }
    assert sessions.end_signed_in(**which) == len(ended.split())
    assert {name for name, each in made.items() if again(sessions, each).ended_at} == {
        *ended.split()
    }
    assert sessions.end_signed_in(**which) == 0


def test_order_leaves_alone_what_was_begun_later(sessions: Sessions, clock: HandClock) -> None:
    _, early = begin(sessions)
    came_at = sessions.store.now()
    clock.forward(1)
    _, late = begin(sessions)
    assert sessions.end_signed_in(iss=ISS, sub="ada", begun_by=came_at) == 1
    assert again(sessions, early).ended_at == sessions.store.now()
    assert again(sessions, late).ended_at is None


def test_leaver_loses_every_session(sessions: Sessions) -> None:
    for sid in ("s1", "s2"):
        begin(sessions, sid=sid)
    assert sessions.end_person(UUID(int=7)) == 0
    assert sessions.end_person(STAFF) == 2


def test_sessions_of_a_person_are_those_that_live_the_last_seen_first(
    sessions: Sessions, clock: HandClock
) -> None:
    _, early = begin(sessions, agent="Firefox, Linux")
    clock.forward(1)
    _, late = begin(sessions, sid="s2")
    _, ended = begin(sessions, sid="s3")
    sessions.end(ended)
    clock.forward(31)
    sessions.touch(early)
    found = sessions.of(early.person)
    assert [(each.id, each.agent) for each in found] == [
        (early.id, "Firefox, Linux"),
        (late.id, None),
    ]
    assert sessions.of_staff(UUID(int=7)) == []
    outside = replace(early.person, staff_id=None)
    assert [each.id for each in sessions.of(outside)] == [each.id for each in found]
    assert sessions.of(replace(outside, iss="https://other.example.vn")) == []
    clock.forward(15 * 60)
    assert sessions.of(early.person) == []


def test_an_order_for_nobody_is_a_mistake() -> None:
    for nobody in ({}, {"iss": ISS}, {"sid": "s1"}, {"iss": ISS, "sub": ""}):
        with pytest.raises(ValueError, match="neither"):
            Which(**nobody)


def test_subjects_of_a_sign_in_are_known_after_its_end(sessions: Sessions) -> None:
    _, begun = begin(sessions)
    sessions.end(begun)
    assert sessions.subjects_of(ISS, "s1") == {"ada"}
    assert sessions.subjects_of(ISS, "s2") == frozenset()


def test_session_that_nobody_uses_loses_its_tokens_at_the_next_sign_in(
    sessions: Sessions, clock: HandClock
) -> None:
    _, idle = begin(sessions)
    _, used = begin(sessions, sid="s2")
    clock.forward(10 * 60)
    sessions.touch(used)
    clock.forward(6 * 60)
    begin(sessions, sid="s3")
    assert tokens_of(again(sessions, idle)) == {None}
    assert again(sessions, used).ended_at is None


def test_tenants_and_modules_never_mix(open_store: Open) -> None:
    cookie, begun = begin(Sessions(open_store()))
    for other in (open_store("quang-nam"), open_store(module="ledger")):
        elsewhere = Sessions(other)
        assert elsewhere.find(cookie) is None
        assert elsewhere.end_person(STAFF) == 0
        assert elsewhere.end_signed_in(iss=ISS, sub="ada") == 0
        assert elsewhere.subjects_of(ISS, "s1") == frozenset()
        assert Leases(other).take(begun) is None
        Logouts(other).note(iss=ISS, sub="ada", sid=None, jti="1")
    assert again(Sessions(open_store()), begun).ended_at is None
    since = begun.created_at - timedelta(seconds=1)
    assert not Logouts(open_store()).came(Subject(iss=ISS, sub="ada", sid="s1"), since=since)


# --- leases


def test_one_of_many_gets_the_lease(sessions: Sessions) -> None:
    _, begun = begin(sessions)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: Leases(sessions.store).take(begun), range(8)))
    assert sum(each is not None for each in taken) == 1
    assert Leases(sessions.store).taken(begun)


def test_lease_that_ran_out_goes_to_another_and_its_holder_changes_nothing(
    sessions: Sessions, clock: HandClock
) -> None:
    _, begun = begin(sessions)
    leases, now = Leases(sessions.store), sessions.store.now
    late = leases.take(begun)
    clock.forward(LEASE.total_seconds() + 1)
    assert not leases.taken(begun)
    prompt = leases.take(begun)
    assert late is not None
    assert prompt is not None
    leases.renewed(late, token_set(now(), "late"), begun.person)
    leases.failed(late, now())
    assert again(sessions, begun) == begun
    leases.renewed(prompt, token_set(now(), "two"), begun.person)
    found = again(sessions, begun)
    assert (found.access_token, found.version, found.failures) == ("access-two", 1, 0)
    assert not leases.taken(begun)


def test_session_that_moved_on_gives_no_lease(sessions: Sessions) -> None:
    _, begun = begin(sessions)
    leases = Leases(sessions.store)
    lease = leases.take(begun)
    assert lease is not None
    leases.renewed(lease, token_set(sessions.store.now(), "two"), begun.person)
    assert leases.take(begun) is None
    assert leases.take(begun, anew=True) is not None


def test_failed_and_refused_renewals_are_noted(sessions: Sessions) -> None:
    _, begun = begin(sessions)
    leases, again_at = Leases(sessions.store), begun.access_expires_at
    for note in (leases.failed, leases.refused):
        lease = leases.take(begun, anew=True)
        assert lease is not None
        note(lease, again_at)
    found = again(sessions, begun)
    assert (found.failures, found.refused, found.retry_at) == (2, True, again_at)


def test_rights_that_changed_during_a_renewal_stay_stale(
    sessions: Sessions, clock: HandClock
) -> None:
    _, begun = begin(sessions)
    leases = Leases(sessions.store)
    lease = leases.take(begun)
    assert lease is not None
    assert sessions.mark_stale(iss=ISS, sid=None, sub="ada") == 1
    clock.forward(1)
    leases.renewed(lease, token_set(sessions.store.now(), "two"), begun.person)
    found = again(sessions, begun)
    assert found.stale
    assert found.access_token == "access-two"


def test_rights_are_read_anew(sessions: Sessions, clock: HandClock) -> None:
    _, begun = begin(sessions)
    leases = Leases(sessions.store)
    clock.forward(15)
    lease = leases.take(begun)
    assert lease is not None
    leases.reread(lease, replace(begun.person, name="Ada"))
    found = again(sessions, begun)
    assert (found.person.name, found.claims_at) == ("Ada", sessions.store.now())
    assert (found.version, found.access_token) == (0, "access-one")
