"""The people, units and posts that are written down in ldap/seed."""

from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from egov_idp.people import seed
from egov_idp.people.errors import SeedInvalid
from egov_idp.people.seed import Seed, read
from egov_idp.policy import rules
from egov_kit.grants import covers

DAY = date(2026, 11, 23)
SEEDS = seed.paths()


@pytest.fixture(params=SEEDS, ids=lambda path: path.stem)
def written(request: pytest.FixtureRequest) -> Seed:
    return read(request.param)


def test_no_person_or_post_is_written_down_twice() -> None:
    seeds = [read(path) for path in SEEDS]
    people = [person.staff_id for each in seeds for person in each.people]
    posts = [post.id for each in seeds for post in each.posts]
    assert len(set(people)) == len(people)
    assert len(set(posts)) == len(posts)


def test_everything_lies_below_the_one_root_unit(written: Seed) -> None:
    (root,) = [unit.code for unit in written.units if unit.kind == "province"]
    assert all(covers(root, unit.code) for unit in written.units)
    known = {unit.code for unit in written.units}
    assert {heir for unit in written.units for heir in unit.successors} <= known


def test_everybody_has_one_main_post(written: Seed) -> None:
    for person in written.people:
        held = [post for post in written.posts_of(person) if post.holds_on(DAY)]
        assert [post.acting for post in held].count(False) == 1


def test_titles_and_kinds_of_units_are_those_of_the_policy(written: Seed) -> None:
    policy = rules.of_tenant(written.tenant)
    assert {post.title for post in written.posts} <= set(policy.titles)
    assert {unit.kind for unit in written.units} <= set(policy.unit_kinds)


def test_an_acting_post_ends_and_its_grants_with_it() -> None:
    policy = rules.of_tenant("danang")
    last = date(2030, 12, 31)
    units = {
        day: {grant.unit for grant in seed.of_tenant("danang", policy, day).people[0].grants}
        for day in (last, last + timedelta(days=1))
    }
    assert units == {last: {"H17.05", "H17.08"}, last + timedelta(days=1): {"H17.08"}}


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("mail_domain: x", "units"),
        ("mail_domain: x\nunits: []\npeople: []\nposts: []", "posts"),
        ("mail_domain: x\nunits: []\npeople: []", "facts"),
        ("mail_domain: x\nunits: []\npeople: []\nfacts: none", "malformed"),
        ("mail_domain: x\nunits: []\npeople: [{ staff_id: an, posts: [] }]", "malformed"),
        (
            "mail_domain: x\npeople: []\n"
            "units: [{ code: H17, kind: province, name: { vi: x, en: x }, from: today }]",
            "today",
        ),
        ("[", "malformed"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, mistake: str, said: str) -> None:
    path = tmp_path / "danang.yaml"
    path.write_text(dedent(mistake), encoding="utf-8")
    with pytest.raises(SeedInvalid, match=said):
        read(path)
