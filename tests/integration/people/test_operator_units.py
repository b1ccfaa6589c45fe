"""Units by command."""

import pytest
from egov_idp.people.errors import OperatorRefused
from egov_idp.policy.day import today

from tests.support._office import Office, who_runs_this

TRIALS = {"kind": "division", "name_vi": "Phòng Thử nghiệm", "name_en": "Division of Trials"}


def test_unit_is_added_below_another_and_shown_there(office: Office) -> None:
    told = office.post("/units", code="H17.08.91", **TRIALS)

    assert (told["new"], told["from"], told["site"]) == (True, today().isoformat(), False)
    shown = office.get("/units/H17.08")
    assert "H17.08.91" in {each["code"] for each in shown["below"]}
    assert "cuonglv" in {each["username"] for each in shown["people"]}
    (record,) = office.get("/units/H17.08.91")["history"]
    assert (record["action"], record["actor"], record["state"]) == (
        "unit.add",
        f"os:{who_runs_this()}",
        "done",
    )


def test_unit_added_twice_is_there_once(office: Office) -> None:
    office.post("/units", code="H17.08.92", **TRIALS)

    assert office.post("/units", code="H17.08.92", **TRIALS)["new"] is False


def test_code_means_one_unit_for_ever(office: Office) -> None:
    with pytest.raises(OperatorRefused, match=r"H17\.08 is there already"):
        office.post("/units", code="H17.08", **TRIALS)


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"code": "H47.93"}, r"begin with H17\."),
        ({"code": "H17.98.01"}, "H17.98, is not there"),
        ({"code": "H17.08.93", "kind": "castle"}, "castle.*department"),
        ({"code": "H17-08"}, "code: "),
        ({"code": "H17.08.93", "first": "1990-01-01"}, "H17.08, is not there on its first day"),
    ],
)
def test_unit_that_cannot_be_is_refused_and_says_why(
    office: Office, over: dict[str, str], told: str
) -> None:
    with pytest.raises(OperatorRefused, match=told):
        office.post("/units", **{**TRIALS, **over})


def test_units_are_listed_by_code_with_those_below(office: Office) -> None:
    codes = [each["code"] for each in office.get("/units", under="H17.08")["units"]]

    assert codes == sorted(codes)
    assert codes[0] == "H17.08"
    assert all(code.startswith("H17.08.") for code in codes[1:])
    assert len(office.get("/units")["units"]) > len(codes)
