"""What every file of ldap/seed holds to, and what the seed of Da Nang and of the others has."""

import unicodedata
from collections import Counter
from datetime import date

import pytest
import yaml
from egov_idp.people import seed
from egov_idp.people.seed import Seed
from egov_idp.people.usernames import candidates, split
from egov_idp.realms.spec import load_all
from egov_ldap import Unit

DAY = date(2026, 11, 23)
SEEDS = {path.stem: seed.read(path) for path in seed.paths()}
DANANG = SEEDS["danang"]
# The city that handed its platform over in 2015, and the 16 that received it.
PROVINCES = {
    **{"danang": "H17", "bac-giang": "H02", "bac-ninh": "H05", "binh-dinh": "H08"},
    **{"ca-mau": "H12", "can-tho": "H13", "dak-lak": "H15", "dak-nong": "H16"},
    **{"hai-phong": "H24", "kien-giang": "H33", "kon-tum": "H34", "lam-dong": "H36"},
    **{"lang-son": "H37", "quang-nam": "H47", "soc-trang": "H51", "thai-nguyen": "H55"},
    "tien-giang": "H58",
}


@pytest.fixture(params=SEEDS.values(), ids=SEEDS)
def written(request: pytest.FixtureRequest) -> Seed:
    found: Seed = request.param
    return found


def in_force(written: Seed, kind: str) -> list[Unit]:
    return [unit for unit in written.units if unit.kind == kind and unit.holds_on(DAY)]


def test_seventeen_provinces_have_a_seed_with_their_code() -> None:
    codes = {name: in_force(each, "province")[0].code for name, each in SEEDS.items()}
    assert codes.items() >= PROVINCES.items()


def test_a_realm_stands_for_the_root_unit_of_its_seed() -> None:
    roots = {name: in_force(each, "province")[0].code for name, each in SEEDS.items()}
    assert {name: realm.unit for name, realm in load_all().items()} == roots


def test_people_of_the_seed_have_addresses_like_those_who_are_added_later() -> None:
    said = {name: realm.mail_domain for name, realm in load_all().items()}
    found = {
        name: {str(person.email).partition("@")[2] for person in written.people}
        for name, written in SEEDS.items()
    }
    assert all(found[name] <= {domain} for name, domain in said.items())


def test_danang_has_its_structure_of_2015() -> None:
    kinds = Counter(unit.kind for unit in DANANG.units if unit.holds_on(DAY))
    del kinds["division"]
    assert kinds == {"province": 1, "department": 24, "district": 8, "commune": 56}
    wards = Counter(unit.name["vi"].split()[0] for unit in in_force(DANANG, "commune"))
    assert wards == {"Phường": 45, "Xã": 11}
    assert "Huyện Hoàng Sa" in {unit.name["vi"] for unit in in_force(DANANG, "district")}


def test_sixty_six_units_of_danang_have_a_site() -> None:
    sites = Counter(unit.kind for unit in DANANG.units if unit.site)
    assert sites == {"province": 1, "department": 24, "district": 8, "commune": 33}


def test_danang_has_eighty_people_and_every_department_and_district_has_some() -> None:
    assert len(DANANG.people) >= 80
    places = {post.unit for post in DANANG.posts if post.holds_on(DAY)}
    units = [*in_force(DANANG, "department"), *in_force(DANANG, "district")]
    assert [unit.code for unit in units if unit.code not in places] == []


def test_several_people_of_danang_have_two_posts() -> None:
    held = Counter(post.holder for post in DANANG.posts if post.holds_on(DAY))
    assert Counter(held.values())[2] >= 5


def test_a_deputy_holds_the_post_of_somebody_on_leave_beside_their_own() -> None:
    people = {person.username: person for person in DANANG.people}
    (head,) = DANANG.posts_of(people["quynhmtd"])
    own, acting = DANANG.posts_of(people["dungla"])
    assert (acting.unit, acting.title, acting.acting) == (head.unit, head.title, True)
    assert acting.holds_on(DAY)
    assert acting.valid_to
    assert own.title == "deputy-head"


@pytest.mark.parametrize("name", sorted(set(PROVINCES) - {"danang"}))
def test_another_province_has_three_departments_and_eight_people(name: str) -> None:
    assert len(in_force(SEEDS[name], "department")) >= 3
    assert len(SEEDS[name].people) >= 8


def test_two_provinces_call_their_wards_and_departments_alike() -> None:
    kinds = ("department", "division", "commune")
    here, there = (
        {unit.name["vi"] for kind in kinds for unit in in_force(SEEDS[name], kind)}
        for name in ("kon-tum", "dak-lak")
    )
    assert here == there


def test_a_ward_lies_in_a_district(written: Seed) -> None:
    kinds = {unit.code: unit.kind for unit in written.units}
    wards = [unit.code for unit in written.units if unit.kind == "commune"]
    assert {kinds[code.rpartition(".")[0]] for code in wards} <= {"district"}


def test_codes_of_units_are_unique_and_posts_lie_in_them(written: Seed) -> None:
    codes = [unit.code for unit in written.units]
    assert len(set(codes)) == len(codes)
    assert {post.unit for post in written.posts} <= set(codes)


def test_user_names_follow_the_rule(written: Seed) -> None:
    taken: set[str] = set()
    for person in written.people:
        assert (person.family_name, person.given_name) == split(person.name)
        assert person.username == next(c for c in candidates(person.name) if c not in taken)
        taken.add(person.username)


def test_no_two_people_of_a_unit_share_a_name(written: Seed) -> None:
    held = {post.holder: post.unit for post in written.posts if not post.acting}
    named = Counter((person.name, held[person.staff_id]) for person in written.people)
    assert [each for each, times in named.items() if times > 1] == []


def test_every_fact_names_a_source_that_is_described(written: Seed) -> None:
    described = yaml.safe_load((seed.SEEDS / "_sources.yaml").read_text(encoding="utf-8"))
    for kind in {unit.kind for unit in written.units}:
        sites = any(unit.site for unit in written.units if unit.kind == kind)
        assert set(written.facts[kind]) == {"code", "name", "from"} | ({"site"} if sites else set())
    facts = [fact for each in written.facts.values() for fact in each.values()]
    assert {fact.source for fact in facts} <= set(described)
    assert {type(fact.verified) for fact in facts} == {bool}


def test_letters_are_composed_so_that_names_compare_equal() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in seed.paths()}
    assert [
        name for name, text in texts.items() if not unicodedata.is_normalized("NFC", text)
    ] == []
