"""realms/*.yaml: what a province's file may say, and how a mistake in it is told."""

from pathlib import Path

import pytest
from egov_idp.realms.errors import RealmInvalid
from egov_idp.realms.spec import REALMS, load, load_all


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    base = (REALMS / "_base.yaml").read_text(encoding="utf-8")
    (tmp_path / "_base.yaml").write_text(base, encoding="utf-8")
    (tmp_path / "_policy.yaml").write_text("{}", encoding="utf-8")
    return tmp_path


def _write(folder: Path, tenant: str, text: str) -> None:
    (folder / f"{tenant}.yaml").write_text(text, encoding="utf-8")


NAMED = "name: { vi: Tỉnh Thử, en: Trial }\nunit: H99\nmail_domain: thu.gov.vn\n"


def test_every_province_of_the_checkout_loads() -> None:
    found = load_all()

    assert len(found) == 17
    assert (found["danang"].unit, found["quang-nam"].unit) == ("H17", "H47")


def test_files_with_an_underscore_are_no_provinces(folder: Path) -> None:
    _write(folder, "trial", NAMED)

    assert list(load_all(folder)) == ["trial"]


def test_province_takes_from_the_base_what_it_does_not_say(folder: Path) -> None:
    _write(folder, "trial", NAMED + "sessions: { longest_hours: 8 }\n")

    sessions = load("trial", folder).sessions

    assert (sessions.longest_hours, sessions.idle_minutes) == (8, 21)


def test_rules_of_a_province_are_left_to_the_policy(folder: Path) -> None:
    _write(folder, "trial", NAMED + "policy: { rules: [] }\n")

    assert load("trial", folder).policy == {"rules": []}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NAMED + "colour: red\n", "colour: unknown key"),
        (NAMED + "sessions: { idle: 3 }\n", "sessions.idle: unknown key"),
        (NAMED + "password: { length: 8 }\n", "password.length"),
        (NAMED + "sessions: { idle_minutes: 0 }\n", "sessions.idle_minutes"),
        (NAMED + "sessions: { idle_minutes: '21' }\n", "sessions.idle_minutes"),
        (NAMED + "sign_in: { default_language: fr }\n", "sign_in.default_language"),
        (NAMED + "sign_in: { languages: [en] }\n", "not in sign_in.languages"),
        (NAMED + "tenant: other\n", "tenant"),
        ("unit: H99\nmail_domain: thu.gov.vn\n", "name"),
        ("name: { vi: A, en: B }\nunit: 17\n", "unit"),
        ("name: { vi: A }\nunit: H99\nmail_domain: thu.gov.vn\n", "name.en"),
        ("- a list\n", "keys and values"),
        ("name: [unclosed\n", "trial.yaml"),
    ],
)
def test_mistake_is_told_with_file_and_key(folder: Path, text: str, told: str) -> None:
    _write(folder, "trial", text)

    with pytest.raises(RealmInvalid) as error:
        load("trial", folder)

    assert "trial.yaml" in str(error.value)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            NAMED + "sesions: { idle_minutes: 9 }\n",
            "4: sesions: unknown key; did you mean sessions?",
        ),
        (
            NAMED + "sessions:\n  idle_minutes: 9\n  longest_hour: 8\n",
            "6: sessions.longest_hour: unknown key; did you mean sessions.longest_hours?",
        ),
        (
            NAMED + "idle_minutes: 9\n",
            "4: idle_minutes: unknown key; did you mean sessions.idle_minutes?",
        ),
        (NAMED + "colour: red\n", "4: colour: unknown key"),
        (NAMED + "unit: H98\n", "4: unit: given twice, first in line 2"),
        (NAMED + "events:\n  keep_days: many\n", "5: events.keep_days: Input should be"),
        (NAMED + "events: [\n", "5: no YAML: expected"),
        (NAMED + "policy: &a { rules: *a }\n", "4: no YAML: an alias stands inside what it names"),
        ("unit: H99\nmail_domain: thu.gov.vn\n", " name: is missing"),
    ],
)
def test_mistake_is_told_with_its_line_and_the_key_that_was_meant(
    folder: Path, text: str, told: str
) -> None:
    _write(folder, "trial", text)

    with pytest.raises(RealmInvalid) as error:
        load("trial", folder)

    assert str(error.value).startswith(f"{folder / 'trial.yaml'}:{told}")


def test_every_mistake_of_a_file_has_a_line_of_its_own(folder: Path) -> None:
    _write(folder, "trial", NAMED + "colour: red\nsesions: {}\n")

    with pytest.raises(RealmInvalid) as error:
        load("trial", folder)

    assert [each.line for each in error.value.mistakes] == [4, 5]


def test_mistake_of_the_common_file_is_told_with_its_name_and_line(folder: Path) -> None:
    base = folder / "_base.yaml"
    base.write_text(
        base.read_text(encoding="utf-8").replace("longest_hours: 10", "longest_hours: 0")
    )
    _write(folder, "trial", NAMED)

    with pytest.raises(
        RealmInvalid, match=r"_base\.yaml:\d+: sessions\.longest_hours: Input should"
    ):
        load("trial", folder)


def test_mistake_in_the_checkout_is_told_with_a_short_path() -> None:
    with pytest.raises(RealmInvalid, match=r"^realms/nowhere\.yaml: cannot be read"):
        load("nowhere")


def test_province_without_a_file_is_told(folder: Path) -> None:
    with pytest.raises(RealmInvalid, match=r"nowhere\.yaml"):
        load("nowhere", folder)


@pytest.mark.parametrize("name", ["../danang", "Da Nang", "_base", ""])
def test_name_that_is_no_province_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(RealmInvalid):
        load(name, folder)
