"""Which province is changed when: every open one in exactly one ring."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from egov_idp.realms import RealmSpec, load_all, rings
from egov_idp.realms.errors import InNoRing, RealmInvalid
from egov_idp.realms.rings import NAME, TRIAL, Ring
from hypothesis import given, settings
from hypothesis import strategies as st

PROVINCES = load_all()
NAMES = sorted(PROVINCES)
CLOSED = date(2026, 11, 1)


def declared(names: list[str], closed: set[str]) -> Mapping[str, RealmSpec]:
    some = PROVINCES["danang"]
    return {
        name: some.model_copy(
            update={"tenant": name, "retired": CLOSED if name in closed else None}
        )
        for name in names
    }


def written(folder: Path, text: str) -> Path:
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path, text: str, realms: Mapping[str, RealmSpec] = PROVINCES) -> list[str]:
    with pytest.raises(RealmInvalid) as caught:
        rings.of_all(realms, written(folder, text))
    return [str(each).removeprefix(f"{folder}/") for each in caught.value.mistakes]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("realms")


@given(st.data())
@settings(max_examples=100)
def test_every_open_province_is_in_exactly_one_ring(folder: Path, data: st.DataObject) -> None:
    first = data.draw(st.permutations(NAMES))[:5]
    others = data.draw(st.sets(st.sampled_from([*NAMES, TRIAL])))
    closed = data.draw(st.sets(st.sampled_from(NAMES))) - set(first)
    realms = declared(sorted({*first, *others}), closed)
    text = f"canary: {first[0]}\nsecond: [{', '.join(first[1:])}]\n"

    found = rings.of_all(realms, written(folder, text))

    listed = [tenant for ring in found for tenant in ring.tenants]
    assert sorted(listed) == sorted(realms.keys() - closed - {TRIAL})
    assert [len(ring.tenants) for ring in found[:2]] == [1, 4]


def test_this_platforms_rings_hold_all_its_provinces() -> None:
    found = rings.of_all(PROVINCES)

    assert [len(ring.tenants) for ring in found] == [1, 4, 12]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("canary: danan\nsecond: [ca-mau, can-tho, dak-lak, kon-tum]\n", "_rings.yaml:1: canary:"),
        (
            "canary: danang\nsecond:\n  - ca-mau\n  - can-tho\n  - danang\n  - kon-tum\n",
            "_rings.yaml:5: second: danang is named twice",
        ),
        ("canary: danang\nsecond: [ca-mau, can-tho, dak-lak]\n", "_rings.yaml:2: second: "),
        ("canary: danang\nthird: []\n", "_rings.yaml: second: is missing"),
        ("canary: [danang]\nsecond: [ca-mau, can-tho, dak-lak, kon-tum]\n", "_rings.yaml:1: "),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path: Path, text: str, mistake: str) -> None:
    assert any(mistake in each for each in mistakes(tmp_path, text))


def test_a_closed_province_cannot_be_the_canary(tmp_path: Path) -> None:
    text = "canary: danang\nsecond: [ca-mau, can-tho, dak-lak, kon-tum]\n"

    found = mistakes(tmp_path, text, declared(NAMES, {"danang"}))

    assert found == ["_rings.yaml:1: canary: danang is in no ring: it is closed"]


def test_the_tenant_for_trials_cannot_be_named(tmp_path: Path) -> None:
    text = f"canary: danang\nsecond: [{TRIAL}, can-tho, dak-lak, kon-tum]\n"

    found = mistakes(tmp_path, text, declared([*NAMES, TRIAL], set()))

    assert found == ["_rings.yaml:2: second: test is in no ring: new modules are tried there"]


def test_some_tenants_alone_leave_no_empty_ring() -> None:
    found = rings.narrowed(rings.of_all(PROVINCES), ["danang", "quang-nam"])

    assert found == (
        Ring(name="canary", tenants=("quang-nam",)),
        Ring(name="all others", tenants=("danang",)),
    )


def test_who_is_in_no_ring_is_changed_alone() -> None:
    with pytest.raises(InNoRing, match=r"\./egov realm apply danang"):
        rings.require_in_rings(declared(NAMES, {"danang"}), ["ca-mau", "danang"])
