"""From posts to grants."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from egov_idp.policy.derive import MOST_GRANTS, derive, folded, reasons
from egov_idp.policy.errors import PostUnitUnknown, TooManyGrants
from egov_idp.policy.rules import Rule
from egov_kit.grants import Grant, Post, covers
from egov_ldap import PostRecord, Unit
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)
AN = UUID("22ac5f80-e4e7-40e2-8b95-a50dd04839fd")


def unit(
    code: str,
    kind: str = "department",
    *,
    first: date = date(2025, 7, 1),
    last: date | None = None,
    successors: tuple[str, ...] = (),
) -> Unit:
    return Unit(
        code=code,
        kind=kind,
        name={"vi": code, "en": code},
        valid_from=first,
        valid_to=last,
        successors=successors,
    )


def post(
    place: str,
    title: str = "counter-officer",
    *,
    acting: bool = False,
    first: date = date(2025, 7, 1),
    last: date | None = None,
) -> PostRecord:
    return PostRecord(
        id=uuid5(AN, f"{place}|{title}|{acting}"),
        holder=AN,
        unit=place,
        title=title,
        acting=acting,
        valid_from=first,
        valid_to=last,
    )


def rule(
    right: str = "onestop.counter",
    *,
    titles: tuple[str, ...] = ("counter-officer",),
    units: tuple[str, ...] = ("department", "commune"),
    start: date | None = None,
    end: date | None = None,
) -> Rule:
    module, _, role = right.partition(".")
    return Rule(
        module=module,
        role=role,
        titles=frozenset(titles),
        units=frozenset(units),
        start=start,
        end=end,
    )


def rights(
    posts: list[PostRecord], units: list[Unit], rules: list[Rule] | None = None, on: date = DAY
) -> set[str]:
    return {str(grant) for grant in derive(posts, units, rules or [rule()], on).grants}


def test_a_post_gives_the_roles_of_its_title_at_its_unit() -> None:
    held = derive([post("H17.08")], [unit("H17.08")], [rule(), rule("onestop.return")], DAY)
    assert [str(grant) for grant in held.grants] == [
        "onestop.counter@H17.08",
        "onestop.return@H17.08",
    ]
    assert held.modules == ("onestop",)


@pytest.mark.parametrize(
    ("title", "kind"), [("driver", "department"), ("counter-officer", "province")]
)
def test_another_title_or_kind_of_unit_gives_nothing(title: str, kind: str) -> None:
    held = derive([post("H17", title)], [unit("H17", kind)], [rule()], DAY)
    assert (held.grants, held.modules, len(held.posts)) == ((), (), 1)


def test_the_main_post_comes_first() -> None:
    acting, main = post("H17.05", acting=True), post("H17.08")
    held = derive([acting, main], [unit("H17.05"), unit("H17.08")], [rule()], DAY)
    assert held.posts == (
        Post(id=main.id, unit="H17.08", title="counter-officer", acting=False),
        Post(id=acting.id, unit="H17.05", title="counter-officer", acting=True),
    )
    assert held.working_post(None) == main.id


def test_a_working_post_stays_while_it_is_held() -> None:
    acting = post("H17.05", acting=True, last=DAY)
    posts, units = [acting, post("H17.08")], [unit("H17.05"), unit("H17.08")]
    assert derive(posts, units, [], DAY).working_post(acting.id) == acting.id
    assert derive(posts, units, [], DAY + ONE_DAY).working_post(acting.id) == post("H17.08").id


def test_nobody_without_a_post_has_a_working_post() -> None:
    assert derive([], [], [rule()], DAY).working_post(AN) is None


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (DAY - ONE_DAY, False),
        (DAY, True),
        (DAY + ONE_DAY, True),
        (DAY + 2 * ONE_DAY, False),
    ],
)
def test_posts_rules_and_units_hold_from_their_first_to_their_last_day(
    day: date, counts: bool
) -> None:
    first, last = DAY, DAY + ONE_DAY
    expected = {"onestop.counter@H17.08"} if counts else set()
    limited_post, limited_unit = (
        [post("H17.08", first=first, last=last)],
        [unit("H17.08", first=first, last=last)],
    )
    always_post, always_unit = [post("H17.08")], [unit("H17.08")]
    assert rights(limited_post, always_unit, on=day) == expected
    assert rights(always_post, limited_unit, on=day) == expected
    assert rights(always_post, always_unit, [rule(start=first, end=last)], on=day) == expected


def test_a_unit_that_has_ended_hands_its_reach_to_its_successor() -> None:
    old = unit("H17.40", last=DAY - ONE_DAY, successors=("H17.31",))
    units = [old, unit("H17.31", "commune")]
    assert rights([post("H17.31")], units) == {"onestop.counter@H17.31", "onestop.counter@H17.40"}


def test_a_unit_that_still_exists_hands_nothing_over_yet() -> None:
    old = unit("H17.40", last=DAY, successors=("H17.31",))
    assert rights([post("H17.31")], [old, unit("H17.31")]) == {"onestop.counter@H17.31"}


def test_reach_follows_the_whole_chain_of_successors() -> None:
    past = date(2026, 1, 1)
    units = [
        unit("H47.40", last=past, successors=("H47.30",)),
        unit("H47.30", last=past, successors=("H17.77",)),
        unit("H17.77", "commune"),
    ]
    assert rights([post("H17.77")], units) == {
        f"onestop.counter@{code}" for code in ("H17.77", "H47.30", "H47.40")
    }


def test_work_that_came_to_a_unit_below_is_reached_from_above() -> None:
    old = unit("H17.40", last=date(2026, 1, 1), successors=("H17.08.02",))
    units = [old, unit("H17.08"), unit("H17.08.02", "division")]
    assert "onestop.counter@H17.40" in rights([post("H17.08")], units)


def test_the_unit_beside_does_not_inherit() -> None:
    old = unit("H17.40", last=date(2026, 1, 1), successors=("H17.080",))
    units = [old, unit("H17.08"), unit("H17.080")]
    assert rights([post("H17.08")], units) == {"onestop.counter@H17.08"}


def test_successors_in_a_circle_come_to_an_end() -> None:
    past = date(2026, 1, 1)
    units = [
        unit("H17.40", last=past, successors=("H17.41",)),
        unit("H17.41", last=past, successors=("H17.40", "H17.31")),
        unit("H17.31"),
    ]
    assert len(rights([post("H17.31")], units)) == 3


def test_every_grant_has_the_post_and_the_rule_it_comes_from() -> None:
    old = unit("H17.40", last=date(2026, 1, 1), successors=("H17.31",))
    main, acting = post("H17.31"), post("H17.08", acting=True)
    units, by = [old, unit("H17.31", "commune"), unit("H17.08")], rule()

    found = reasons([main, acting, post("H17.08", "driver")], units, [by], DAY)

    assert [(str(each.grant), each.post, each.rule) for each in found] == [
        ("onestop.counter@H17.31", main, by),
        ("onestop.counter@H17.40", main, by),
        ("onestop.counter@H17.08", acting, by),
    ]


def test_a_post_in_a_unit_that_never_was_is_an_error() -> None:
    with pytest.raises(PostUnitUnknown):
        derive([post("H17.99")], [unit("H17.08")], [rule()], DAY)


def test_sixty_grants_are_the_most() -> None:
    codes = [f"H17.{number}" for number in range(100, 100 + MOST_GRANTS + 1)]
    posts, units = [post(code) for code in codes], [unit(code) for code in codes]
    assert len(rights(posts[:-1], units)) == MOST_GRANTS
    with pytest.raises(TooManyGrants, match="61"):
        derive(posts, units, [rule()], DAY)


def test_many_posts_below_one_unit_fold_into_one_grant() -> None:
    codes = ["H17.08", *(f"H17.08.{number}" for number in range(100, 200))]
    assert rights([post(code) for code in codes], [unit(code) for code in codes]) == {
        "onestop.counter@H17.08"
    }


# Few different segments, one of them another's beginning, so that units often cover each other.
segments = st.lists(st.sampled_from(["08", "080", "02", "1"]), max_size=3)
codes = segments.map(lambda found: ".".join(["H17", *found]))
roles = st.sampled_from(["counter", "head"])
some_grants = st.lists(
    st.builds(
        Grant, module=st.just("onestop"), role=st.sampled_from(["counter", "head"]), unit=codes
    ),
    max_size=12,
)


def may(grants: list[Grant], role: str, place: str) -> bool:
    return any(grant.role == role and covers(grant.unit, place) for grant in grants)


@given(some_grants, roles, codes)
def test_folding_neither_adds_nor_loses_reach(grants: list[Grant], role: str, place: str) -> None:
    assert may(list(folded(grants)), role, place) == may(grants, role, place)


@given(some_grants)
def test_folding_leaves_nothing_that_another_grant_covers(grants: list[Grant]) -> None:
    left = list(folded(grants))
    for one in left:
        assert not [other for other in left if other != one and may([other], one.role, one.unit)]
    assert sorted(map(str, folded(left))) == sorted(map(str, left))


@given(codes, codes)
def test_a_unit_covers_exactly_the_codes_that_begin_with_its_segments(one: str, other: str) -> None:
    above, below = one.split("."), other.split(".")
    assert covers(one, other) == (below[: len(above)] == above)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(days, st.integers(0, 3000), days)
def test_a_post_counts_on_exactly_the_days_of_its_term(first: date, length: int, day: date) -> None:
    last = first + timedelta(days=length)
    always = unit("H17.08", first=date(2000, 1, 1))
    held = derive([post("H17.08", first=first, last=last)], [always], [rule()], day)
    assert bool(held.grants) == bool(held.posts) == (first <= day <= last)


@given(st.lists(codes, max_size=6, unique=True), st.permutations(range(6)))
def test_the_order_of_posts_makes_no_difference(places: list[str], order: list[int]) -> None:
    posts, units = [post(place) for place in places], [unit(place) for place in places]
    shuffled = [posts[i] for i in order if i < len(posts)]
    assert derive(posts, units, [rule()], DAY) == derive(shuffled, units, [rule()], DAY)
