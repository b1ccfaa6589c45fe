"""What other modules ask of the one-stop shop, in the name of a person."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.workflow import State
from egov_kit import database
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support._counter import HOST, OFFICER, Counter, a_person
from tests.support._dossiers import record
from tests.support._life import lead

CLERK = a_person("H17.08|clerk|main", grants=("onestop.clerk@H17.08",))
ELSEWHERE = a_person("H17.09|counter-officer|main", grants=("onestop.counter@H17.09",))
APPLICATION: Mapping[str, Any] = {
    "procedure": "1.001193",
    "unit": "H17.08",
    "applicant": {
        "name": "Trần Thị Đào",
        "number": "048 190 001 234",
        "address": "12 Bạch Đằng, phường Hải Châu",
    },
    "parts": [{"code": "to-khai", "copies": 1, "kind": 2}],
    "result_way": "counter",
}


class Caller:
    """A module that calls in the name of ``person``."""

    def __init__(self, counter: Counter, person: Mapping[str, Any], scope: str) -> None:
        counter.sign_in(person)
        self._token = counter.op.access_token(scope=scope)
        self._client = counter.app.test_client()

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        known = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        return self._client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            base_url=f"http://{HOST}",
            headers={**known, **headers},
        )

    def apply(self, key: object = None, **changes: object) -> TestResponse:
        header = {"Idempotency-Key": str(key or uuid4())}
        return self("POST", "/dossiers", {**APPLICATION, **changes}, **header)


@pytest.fixture
def caller(counter: Counter) -> Caller:
    return Caller(counter, OFFICER, "onestop.read onestop.write")


def in_state(counter: Counter, state: State) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        return lead(session, record(session), state)


def test_application_waits_for_a_counter_to_receive_it(caller: Caller) -> None:
    made = caller.apply()

    assert made.status_code == 201
    assert made.json is not None
    assert (made.json["dossier"]["status"], made.json["dossier"]["due_at"]) == (1, None)
    assert caller("GET", f"/dossiers/{made.json['dossier']['code']}").json == made.json["dossier"]
    assert made.headers["Location"].endswith(made.json["dossier"]["code"])


def test_the_same_key_again_makes_nothing_new(caller: Caller, counter: Counter) -> None:
    key = uuid4()
    first, again = caller.apply(key), caller.apply(key)

    assert (first.status_code, first.json) == (again.status_code, again.json)
    with database.transaction(counter.settings, "danang", "onestop", write=False) as session:
        assert len(session.scalars(select(Dossier)).all()) == 1


def test_the_same_key_for_something_else_is_a_409(caller: Caller) -> None:
    key = uuid4()
    caller.apply(key)
    answer = caller.apply(key, sets=2)

    assert (answer.status_code, (answer.json or {})["code"]) == (409, "submission_reused")


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"sets": 0}, "/sets"),
        ({"applicant": {"name": "A"}}, "/applicant/number"),
        ({"applicant": {**APPLICATION["applicant"], "number": "12"}}, "/applicant/number"),
        ({"applicant": {**APPLICATION["applicant"], "phone": "x"}}, "/applicant/phone"),
        ({"parts": []}, "/parts"),
        ({"parts": [{"code": "khong-co", "copies": 1}]}, "/parts/0/code"),
        ({"delegate": {"name": "Lê Văn Bình", "number": "1"}}, "/delegate/number"),
        ({"result_way": "electronic"}, "/applicant/email"),
        ({"unknown": 1}, "/unknown"),
    ],
    ids=str,
)
def test_mistake_is_told_by_its_place(caller: Caller, changes: dict[str, Any], at: str) -> None:
    answer = caller.apply(**changes)

    assert answer.status_code == 422
    assert answer.json is not None
    assert at in [each["at"] for each in answer.json["mistakes"]]
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "header", "code"),
    [
        (APPLICATION, {}, "key_missing"),
        (APPLICATION, {"Idempotency-Key": "1"}, "key_missing"),
        ([], {"Idempotency-Key": str(uuid4())}, "body_unread"),
    ],
)
def test_call_that_cannot_be_read_is_a_400(
    caller: Caller, body: object, header: dict[str, str], code: str
) -> None:
    answer = caller("POST", "/dossiers", body, **header)

    assert (answer.status_code, (answer.json or {})["code"]) == (400, code)


def test_procedure_that_is_not_in_force_is_a_404(caller: Caller) -> None:
    answer = caller.apply(procedure="9.999999")

    assert (answer.status_code, (answer.json or {})["code"]) == (404, "procedure_unknown")


def test_unit_where_the_person_holds_no_post_is_a_403(caller: Caller) -> None:
    answer = caller.apply(unit="H17.09")

    assert (answer.status_code, (answer.json or {})["code"]) == (403, "post_not_held")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("onestop.read", "POST", "/dossiers"),
        ("onestop.write", "GET", "/dossiers/x"),
        ("onestop.write", "GET", "/dossiers/x/progress"),
        ("onestop.read", "PUT", "/dossiers/x/result"),
        ("", "GET", "/dossiers/x"),
    ],
)
def test_each_call_needs_its_scope(counter: Counter, scope: str, method: str, path: str) -> None:
    answer = Caller(
        counter, OFFICER | {"grants": [*OFFICER["grants"], "onestop.clerk@H17.08"]}, scope
    )(method, path, {})

    assert (answer.status_code, (answer.json or {})["code"]) == (403, "insufficient_scope")


def test_dossier_of_another_unit_is_not_there(counter: Counter) -> None:
    found = in_state(counter, State.WITH_HEAD)
    theirs = Caller(counter, OFFICER, "onestop.read")("GET", f"/dossiers/{found.code}")
    others = Caller(counter, ELSEWHERE, "onestop.read")("GET", f"/dossiers/{found.code}")

    assert (theirs.status_code, others.status_code) == (200, 404)


def test_progress_tells_each_step(counter: Counter) -> None:
    found = in_state(counter, State.WITH_HEAD)
    told = Caller(counter, OFFICER, "onestop.read")("GET", f"/dossiers/{found.code}/progress")

    assert told.json is not None
    assert [each["status"] for each in told.json["steps"]] == [2, 4, 4]
    assert [each["action"] for each in told.json["steps"]] == ["receive", "transfer", "submit"]


def test_result_numbers_and_issues_and_the_same_again_changes_nothing(counter: Counter) -> None:
    found = in_state(counter, State.WITH_CLERK)
    call, where = Caller(counter, CLERK, "onestop.read onestop.write"), f"/dossiers/{found.code}"
    result = {"number": "12/GP-SXD", "version": found.version}
    first, again = (call("PUT", f"{where}/result", result) for _ in range(2))

    assert first.json is not None
    assert (first.json["status"], first.json["result_number"]) == (9, "12/GP-SXD")
    assert again.json == first.json


def test_result_for_an_older_version_is_a_409_and_changes_nothing(counter: Counter) -> None:
    found = in_state(counter, State.WITH_CLERK)
    call, where = Caller(counter, CLERK, "onestop.read onestop.write"), f"/dossiers/{found.code}"
    answer = call("PUT", f"{where}/result", {"number": "12/GP", "version": found.version - 1})

    assert (answer.status_code, (answer.json or {})["code"]) == (409, "changed")
    assert (call("GET", where).json or {})["result_number"] is None


def test_result_before_it_was_signed_is_a_409(counter: Counter) -> None:
    found = in_state(counter, State.WITH_SIGNER)
    call = Caller(counter, CLERK, "onestop.read onestop.write")
    answer = call(
        "PUT", f"/dossiers/{found.code}/result", {"number": "12/GP", "version": found.version}
    )

    assert (answer.status_code, (answer.json or {})["code"]) == (409, "not_now")


def test_cookie_opens_nothing(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)

    assert browser.get("/api/v1/dossiers/x").status_code == 401


def test_document_is_openapi_and_names_every_call(counter: Counter, caller: Caller) -> None:
    document = caller("GET", "/openapi.json").json
    assert document is not None
    validate(document)
    rules = {
        (each.rule.removeprefix("/api/v1").replace("<code>", "{code}"), method.lower())
        for each in counter.app.url_map.iter_rules()
        if each.rule.startswith("/api/v1/") and not each.rule.endswith("openapi.json")
        for method in (each.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert rules == {(p, method) for p, calls in document["paths"].items() for method in calls}


def test_answers_are_as_the_document_says(caller: Caller) -> None:
    document = caller("GET", "/openapi.json").json
    made = caller.apply().json
    assert document is not None
    assert made is not None
    where = f"/dossiers/{made['dossier']['code']}"
    answers = {
        "Created": made,
        "Dossier": caller("GET", where).json,
        "Progress": caller("GET", f"{where}/progress").json,
        "Problem": caller.apply(sets=0).json,
    }
    for name, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        Draft202012Validator(schema).validate(answer)
