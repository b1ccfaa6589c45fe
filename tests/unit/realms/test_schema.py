"""realms/schema.json: what an editor is told of a province's file is what we take."""

import copy
import json
from typing import Any

import pytest
import yaml
from egov_idp.realms import schema
from egov_idp.realms.spec import REALMS
from jsonschema import Draft202012Validator

CHECK = Draft202012Validator(json.loads(schema.PATH.read_text(encoding="utf-8")))
FILES = sorted(path for path in REALMS.glob("*.yaml") if not path.name.startswith("_"))
GOOD: dict[str, Any] = {
    "name": {"vi": "Tỉnh Thử", "en": "Trial"},
    "unit": "H99",
    "mail_domain": "thu.gov.vn",
}


def test_schema_is_that_of_the_source() -> None:
    assert schema.PATH.read_text(encoding="utf-8") == schema.text(), (
        "Write it again: var/env/bin/python -m egov_idp.realms.schema"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_file_of_a_province_names_the_schema_and_fits_it(path: Any) -> None:  # noqa: ANN401
    text = path.read_text(encoding="utf-8")

    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    assert list(CHECK.iter_errors(yaml.safe_load(text))) == []


def test_section_may_say_only_what_differs() -> None:
    assert CHECK.is_valid(GOOD | {"sessions": {"longest_hours": 8}})


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"tenant": "trial"},
        {"sessions": {"idle": 3}},
        {"password": {"length": 8}},
        {"sign_in": {"default_language": "fr"}},
        {"unit": "17"},
        {"name": {"vi": "Tỉnh Thử"}},
    ],
)
def test_what_the_source_refuses_the_schema_refuses(wrong: dict[str, Any]) -> None:
    assert not CHECK.is_valid(GOOD | wrong)


@pytest.mark.parametrize("key", sorted(GOOD))
def test_what_no_other_file_says_must_be_there(key: str) -> None:
    incomplete = copy.deepcopy(GOOD)
    del incomplete[key]

    assert not CHECK.is_valid(incomplete)
