import unicodedata
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from egov_apps.onestop.catalogue import catalogue
from egov_apps.onestop.forms import IntakeForm, intake_form
from egov_apps.onestop.models import ApplicantType, CopyKind, ResultWay
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

TODAY = date(2026, 11, 20)
TYPED = {
    "submission": "8a0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11",
    "applicant_type": "citizen",
    "name": "Trần Thị Đào",
    "number": "048190001234",
    "address": "12 Bạch Đằng",
    "phone": "",
    "email": "",
    "delegate_name": "",
    "delegate_number": "",
    "result_way": "counter",
    "sets": "1",
    "copies_to_khai": "1",
    "kind_to_khai": "0",
}


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def typed(**changes: str) -> IntakeForm:
    procedure = catalogue().get("1.001193", TODAY)
    form = intake_form(procedure)(MultiDict({**TYPED, **changes}), today=TODAY)
    form.validate()
    return form


def wrong(**changes: str) -> set[str]:
    return set(typed(**changes).errors)


def test_a_good_form_becomes_an_intake() -> None:
    intake = typed(copies_chung_sinh="2", kind_chung_sinh="1").intake()

    assert intake.submission_id == UUID(TYPED["submission"])
    assert intake.applicant.name == "Trần Thị Đào"
    assert intake.applicant.type is ApplicantType.CITIZEN
    assert intake.result_way is ResultWay.COUNTER
    assert [(p.part.code, p.copies, p.kind) for p in intake.parts] == [
        ("to-khai", 1, CopyKind.ORIGINAL),
        ("chung-sinh", 2, CopyKind.COPY),
    ]


def test_a_good_form_has_no_mistakes() -> None:
    assert wrong() == set()


@pytest.mark.parametrize("field", ["name", "number", "address"])
@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_what_is_needed_must_be_there(field: str, text: str) -> None:
    assert wrong(**{field: text}) == {field}


@pytest.mark.parametrize(
    ("field", "most"), [("name", 200), ("address", 300), ("delegate_name", 200)]
)
def test_no_text_is_longer_than_the_database_takes(field: str, most: int) -> None:
    delegate = {"delegate_number": "048190001234"} if field == "delegate_name" else {}

    assert wrong(**{field: "a" * most}, **delegate) == set()
    assert wrong(**{field: "a" * (most + 1)}, **delegate) == {field}


def test_text_comes_in_composed() -> None:
    form = typed(name=unicodedata.normalize("NFD", "  Trần   Thị Đào "))

    assert form.intake().applicant.name == unicodedata.normalize("NFC", "Trần Thị Đào")


def test_digits_may_be_typed_in_groups() -> None:
    applicant = typed(number="048 190 001 234", phone="0905.123.456").intake().applicant

    assert (applicant.number, applicant.phone) == ("048190001234", "0905123456")


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        ("citizen", "048190001234", True),
        ("citizen", "0401234567", False),
        ("household-business", "048190001234", True),
        ("household-business", "0401234567", True),
        ("enterprise", "0401234567-001", True),
        ("enterprise", "048190001234", False),
        ("organisation", "0401234567", True),
    ],
)
def test_each_kind_of_applicant_has_its_number(kind: str, number: str, right: bool) -> None:
    assert wrong(applicant_type=kind, number=number) == (set() if right else {"number"})


@pytest.mark.parametrize("phone", ["123", "090512345", "abc", "+840905123456789", "0905123456\n;"])
def test_a_phone_number_that_is_none_is_refused(phone: str) -> None:
    assert wrong(phone=phone) == {"phone"}


@pytest.mark.parametrize("phone", ["0905123456", "+84905123456", "02363 822 123"])
def test_a_phone_number_of_vietnam_is_taken(phone: str) -> None:
    assert wrong(phone=phone) == set()


def test_a_result_sent_electronically_needs_an_address() -> None:
    assert wrong(result_way="electronic") == {"email"}
    assert wrong(result_way="electronic", email="dao@example.vn") == set()
    assert wrong(email="dao@example") == {"email"}


def test_a_delegate_has_name_and_number() -> None:
    assert wrong(delegate_name="Lê Văn Bình") == {"delegate_number"}
    assert wrong(delegate_number="048090001234") == {"delegate_name"}
    assert wrong(delegate_name="Lê Văn Bình", delegate_number="048090001234") == set()


@pytest.mark.parametrize("copies", ["-1", "100", "1.5", "x", "9" * 30])
def test_copies_are_a_whole_number_to_99(copies: str) -> None:
    assert wrong(copies_to_khai=copies) == {"copies_to_khai"}


def test_something_must_be_handed_in() -> None:
    assert wrong(copies_to_khai="") == {"copies_to_khai"}
    assert wrong(copies_to_khai="0") == {"copies_to_khai"}


@pytest.mark.parametrize("field", ["applicant_type", "result_way", "kind_to_khai"])
def test_a_choice_that_was_not_offered_is_refused(field: str) -> None:
    assert field in wrong(**{field: "7"})


def test_a_form_we_did_not_give_out_is_refused() -> None:
    assert wrong(submission="1") == {"submission"}
