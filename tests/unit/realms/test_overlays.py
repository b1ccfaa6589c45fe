"""Any file of a province that is taken: read, built into a realm, written and read again."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from egov_idp.lint import all_rules
from egov_idp.realms import RealmSpec, load
from egov_idp.realms.schema import schema
from egov_idp.realms.spec import REALMS
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support._rendered import of_spec, realm

SCHEMA = schema()
WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
LANGUAGES = st.lists(st.sampled_from(["vi", "en"]), min_size=1, unique=True)
FEW = settings(max_examples=60)
STYLES = st.sampled_from([None, True, False])


def numbers(section: str) -> st.SearchStrategy[dict[str, int]]:
    """Some of the numbers of a section, each within its limits."""
    reference = SCHEMA["properties"][section]["$ref"].rpartition("/")[2]
    keys = SCHEMA["$defs"][reference]["properties"].items()
    limits = {key: (each["minimum"], each.get("maximum", 10_000)) for key, each in keys}
    return st.fixed_dictionaries({}, optional={k: st.integers(*each) for k, each in limits.items()})


@st.composite
def sign_in(draw: st.DrawFn) -> dict[str, Any]:
    languages = draw(LANGUAGES)
    return {"languages": languages, "default_language": draw(st.sampled_from(languages))}


OVERLAYS = st.fixed_dictionaries(
    {
        "name": st.fixed_dictionaries({"vi": WORDS, "en": WORDS}),
        "unit": st.from_regex(r"H[0-9]{2}", fullmatch=True),
        "mail_domain": st.from_regex(r"[a-z0-9-]{1,9}\.gov\.vn", fullmatch=True),
    },
    optional={
        "sign_in": sign_in(),
        "retired": st.dates().map(str),
        **{
            section: numbers(section)
            for section in ("password", "wrong_passwords", "sessions", "events", "directory")
        },
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("realms")
    (made / "_base.yaml").write_bytes((REALMS / "_base.yaml").read_bytes())
    return made


def written(folder: Path, said: dict[str, Any], style: bool | None) -> RealmSpec:
    text = yaml.safe_dump(said, default_flow_style=style, sort_keys=False)
    (folder / "trial.yaml").write_text(text, encoding="utf-8")
    return load("trial", folder)


@FEW
@given(OVERLAYS, STYLES)
def test_what_is_read_says_what_was_written(
    folder: Path, said: dict[str, Any], style: bool | None
) -> None:
    found = written(folder, said, style).model_dump(mode="json")

    for key, value in said.items():
        assert found[key] == (found[key] | value if isinstance(value, dict) else value)


@FEW
@given(OVERLAYS, STYLES)
def test_what_is_read_is_the_same_when_it_is_written_whole_and_read_again(
    folder: Path, said: dict[str, Any], style: bool | None
) -> None:
    first = written(folder, said, style)

    again = written(folder, first.model_dump(mode="json", exclude={"tenant"}), style)

    assert again == first
    assert of_spec(again) == of_spec(first)
    assert json.loads(json.dumps(of_spec(first))) == of_spec(first)


@FEW
@given(OVERLAYS)
def test_no_rule_finds_anything_in_its_realm(folder: Path, said: dict[str, Any]) -> None:
    examined = realm(of_spec(written(folder, said, None)))

    assert [(rule.id, str(f)) for rule in all_rules() for f in rule.find(examined)] == []
