from datetime import timedelta

import pytest
from egov_apps.onestop.errors import DossierUnknown
from egov_apps.onestop.service import get_dossier, search
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_intake, record


def names(session: Session, units: list[str], text: str = "", page: int = 1) -> list[str]:
    found = search(session, units, text, page)
    return [dossier.applicant_name for dossier in found.dossiers]


@pytest.fixture
def shop(onestop: Settings) -> Settings:
    people = [
        ("Nguyễn Thị Đào", "H17.08"),
        ("Nguyễn Văn Bình", "H17.08.02"),
        ("Lê Thị 100% Hoa", "H17.080"),
    ]
    with database.transaction(onestop, "danang", "onestop") as session:
        for minute, (name, unit) in enumerate(people):
            record(session, an_intake(name), a_receiver(unit), now=NOON + timedelta(minutes=minute))
    return onestop


def test_a_unit_covers_the_units_below_and_not_its_neighbours(shop: Settings) -> None:
    with database.transaction(shop, "danang", "onestop", write=False) as session:
        assert names(session, ["H17.08"]) == ["Nguyễn Văn Bình", "Nguyễn Thị Đào"]
        assert names(session, ["H17.08.02"]) == ["Nguyễn Văn Bình"]
        assert names(session, []) == []


@pytest.mark.parametrize("text", ["dao", "ĐÀO", "nguyen dao", "Đào Nguyễn", "H17.08-261120-0001 d"])
def test_search_needs_no_tones_and_all_words(shop: Settings, text: str) -> None:
    with database.transaction(shop, "danang", "onestop", write=False) as session:
        assert names(session, ["H17"], text) == ["Nguyễn Thị Đào"]


def test_a_percent_sign_is_a_letter_like_any_other(shop: Settings) -> None:
    with database.transaction(shop, "danang", "onestop", write=False) as session:
        assert names(session, ["H17"], "0%") == ["Lê Thị 100% Hoa"]
        assert names(session, ["H17"], "n_uyen") == []


def test_a_list_shows_twenty_at_a_time_newest_first(shop: Settings) -> None:
    with database.transaction(shop, "danang", "onestop") as session:
        for number in range(21):
            now = NOON + timedelta(hours=1, minutes=number)
            record(session, an_intake(f"Người {number}"), a_receiver("H17.09"), now=now)
        first, second = (search(session, ["H17.09"], "", page) for page in (1, 2))

    assert first.total == second.total == 21
    assert [d.applicant_name for d in first.dossiers][:2] == ["Người 20", "Người 19"]
    assert [d.applicant_name for d in second.dossiers] == ["Người 0"]


def test_a_dossier_out_of_reach_is_as_unknown_as_one_that_is_not_there(shop: Settings) -> None:
    with database.transaction(shop, "danang", "onestop") as session:
        dossier = record(session, receiver=a_receiver("H17.09"))

        assert get_dossier(session, dossier.id, ["H17"]).code == dossier.code
        with pytest.raises(DossierUnknown):
            get_dossier(session, dossier.id, ["H17.08"])


def test_a_dossier_keeps_its_parts(shop: Settings) -> None:
    with database.transaction(shop, "danang", "onestop") as session:
        dossier_id = record(session).id
    with database.transaction(shop, "danang", "onestop", write=False) as session:
        [part] = get_dossier(session, dossier_id, ["H17.08"]).parts

        assert (part.name_en, part.copies) == ("Birth registration declaration, on the form", 2)
