"""Which units a procedure's body can be, and which is offered first."""

import pytest
from egov_apps.onestop.catalogue import Body
from egov_apps.onestop.places import choose_places

HERE = {"H17.22.01": "Phường Hải Châu"}
COMMUNES = HERE | {"H17.22.02": "Phường Thạch Thang"}
DEPARTMENTS = {"H17": "UBND thành phố", "H17.08": "Sở Xây dựng", "H17.09": "Sở Y tế"}
COMMITTEE = Body(
    level="commune", name={"vi": "Ủy ban nhân dân cấp xã", "en": "Commune People's Committee"}
)
DEPARTMENT = Body(level="province", name={"vi": "Sở Xây dựng", "en": "Department of Construction"})
ANOTHER = Body(level="province", name={"vi": "Sở Ngoại vụ", "en": "Department of Foreign Affairs"})


def test_a_ward_decides_on_what_its_own_counter_receives_for_a_commune() -> None:
    found = choose_places(COMMITTEE, HERE, level=COMMUNES, offices=COMMUNES)

    assert (found.competent, found.decides) == (COMMUNES, "H17.22.01")


def test_the_one_department_of_that_name_decides_wherever_it_was_received() -> None:
    found = choose_places(DEPARTMENT, HERE, level=DEPARTMENTS, offices=COMMUNES)

    assert (found.competent, found.decides) == ({"H17.08": "Sở Xây dựng"}, "H17.08")


@pytest.mark.parametrize("body", [ANOTHER, COMMITTEE])
def test_where_the_procedure_leaves_it_open_the_officer_says_who_decides(body: Body) -> None:
    here = {"H17.30": "Trung tâm Phục vụ hành chính công"}

    found = choose_places(body, here, level=DEPARTMENTS, offices=DEPARTMENTS)

    assert (found.competent, found.decides) == (DEPARTMENTS, "")


def test_a_district_decides_on_what_a_ward_in_it_receives() -> None:
    district = Body(level="district", name={"vi": "UBND cấp huyện", "en": "District committee"})
    districts = {"H17.20": "UBND quận Liên Chiểu", "H17.22": "UBND quận Hải Châu"}

    found = choose_places(district, HERE, level=districts, offices=COMMUNES)

    assert found.decides == "H17.22"


def test_with_no_unit_known_the_one_that_receives_helps_and_decides() -> None:
    found = choose_places(DEPARTMENT, HERE, level={}, offices={})

    assert (found.helped, found.competent, found.decides) == (HERE, HERE, "H17.22.01")


def test_the_unit_that_receives_is_the_first_of_those_that_help() -> None:
    found = choose_places(COMMITTEE, HERE, level=COMMUNES, offices=DEPARTMENTS)

    assert next(iter(found.helped)) == "H17.22.01"
