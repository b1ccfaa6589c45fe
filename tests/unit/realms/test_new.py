"""One more province is declared whole, or not at all."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from egov_idp.people import seed as seeds
from egov_idp.realms import load
from egov_idp.realms.errors import ProvinceRefused, RealmInvalid
from egov_idp.realms.new import NewProvince, declare
from egov_idp.realms.spec import REALMS

DAY = date(2026, 11, 23)
PHU_YEN = NewProvince(
    tenant="phu-yen",
    vi="Tỉnh Phú Yên",
    en='Phu Yen "Province": a # name',
    unit="H45",
    mail_domain="phuyen.gov.vn",
)


@pytest.fixture
def realms(tmp_path: Path) -> Path:
    shutil.copytree(REALMS, tmp_path / "realms")
    return tmp_path / "realms"


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    (tmp_path / "seed").mkdir()
    return tmp_path / "seed"


def test_its_overlay_is_a_realm_like_the_others(realms: Path, seed: Path) -> None:
    declare(PHU_YEN, DAY, realms, seed)

    made = load("phu-yen", realms)
    assert (made.name.vi, made.name.en) == (PHU_YEN.vi, PHU_YEN.en)
    assert made.password == load("danang", realms).password


def test_its_seed_holds_its_peoples_committee_and_nobody(realms: Path, seed: Path) -> None:
    declare(PHU_YEN, DAY, realms, seed)

    made = seeds.read(seed / "phu-yen.yaml")
    assert [(unit.code, unit.name["vi"]) for unit in made.units] == [
        ("H45", "Ủy ban nhân dân tỉnh Phú Yên")
    ]
    assert (made.people, made.posts) == ((), ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"unit": "H17"}, "H17 is the code of danang"),
        ({"mail_domain": "danang.gov.vn"}, "addresses of danang end in"),
        ({"tenant": "danang", "unit": "H46"}, "is there already"),
    ],
)
def test_what_another_province_has_is_refused_and_nothing_is_written(
    realms: Path, seed: Path, change: dict[str, str], why: str
) -> None:
    before = sorted(realms.iterdir())

    with pytest.raises(ProvinceRefused, match=why):
        declare(replace(PHU_YEN, **change), DAY, realms, seed)

    assert (sorted(realms.iterdir()), list(seed.iterdir())) == (before, [])


@pytest.mark.parametrize(
    "change",
    [
        *({"tenant": name} for name in ("Phú Yên", "../x", "phu-", "a--b", "master", "sso")),
        *({"unit": "45"}, {"vi": ""}),
    ],
)
def test_a_value_that_no_realm_can_have_is_refused_and_nothing_is_written(
    realms: Path, seed: Path, change: dict[str, str]
) -> None:
    before = sorted(realms.iterdir())

    with pytest.raises(RealmInvalid):
        declare(replace(PHU_YEN, **change), DAY, realms, seed)

    assert (sorted(realms.iterdir()), list(seed.iterdir())) == (before, [])


def test_what_a_run_that_was_cut_off_has_written_is_taken(realms: Path, seed: Path) -> None:
    declare(PHU_YEN, DAY, realms, seed)
    (realms / "phu-yen.yaml").unlink()

    declare(PHU_YEN, DAY, realms, seed)

    assert load("phu-yen", realms).unit == "H45"


@pytest.mark.parametrize("name", ["Tỉnh\u0085Phú Yên", 'Tỉnh "Phú" # Yên', "Tỉnh: {Phú}"])
def test_a_name_is_read_as_it_was_given(realms: Path, seed: Path, name: str) -> None:
    declare(replace(PHU_YEN, vi=name), DAY, realms, seed)

    assert load("phu-yen", realms).name.vi == name
