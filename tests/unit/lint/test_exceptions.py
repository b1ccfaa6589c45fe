"""realms/_exceptions.yaml: what somebody decided to live with, why, and until when."""

from datetime import date
from pathlib import Path

import pytest
from egov_idp.lint import Result, all_rules, all_trials, examine, exceptions
from egov_idp.lint.exceptions import Exempt
from egov_idp.realms.errors import RealmInvalid
from egov_idp.realms.spec import load_all

from tests.support._rendered import realm, rendered

RULES = [each.id for each in (*all_rules(), *all_trials())]
LAST = date(2027, 3, 31)
ENTRY = """exceptions:
  - rule: {rule}
    realm: {realm}
    object: client onestop
    reason: Its vendor delivers with release 4
    until: {until}
"""


def written(folder: Path, text: str) -> tuple[Exempt, ...]:
    path = folder / "_exceptions.yaml"
    path.write_text(text, encoding="utf-8")
    return exceptions.load(RULES, ["danang", "quang-nam"], path)


def entry(*, rule: str = "pkce", realm: str = "danang", until: str = str(LAST)) -> str:
    return ENTRY.format(rule=rule, realm=realm, until=until)


def without_pkce(exempt: tuple[Exempt, ...], on: date) -> Result:
    document = rendered()
    for client in document["clients"]:
        if client["clientId"] == "onestop":
            del client["attributes"]["pkce.code.challenge.method"]
    (only,) = examine(realm(document), exempt, on, live=False)
    return only


def test_exceptions_of_the_checkout_name_rules_and_realms_that_there_are() -> None:
    exceptions.load(RULES, load_all())


@pytest.mark.parametrize("where", ["danang", "all"])
def test_finding_with_an_exception_does_not_count(tmp_path: Path, where: str) -> None:
    found = without_pkce(written(tmp_path, entry(realm=where)), on=LAST)

    assert found.exempt
    assert not found.counts


@pytest.mark.parametrize(("says", "counts"), [("is not stated", False), ("is plain", True)])
def test_exception_lets_pass_what_it_says(tmp_path: Path, says: str, counts: bool) -> None:
    text = f"{entry()}    says: {says}\n"

    assert without_pkce(written(tmp_path, text), on=LAST).counts is counts


def test_finding_without_an_exception_counts() -> None:
    assert without_pkce((), on=LAST).counts


def test_exception_that_is_over_lets_nothing_pass(tmp_path: Path) -> None:
    assert without_pkce(written(tmp_path, entry()), on=date(2027, 4, 1)).counts


@pytest.mark.parametrize(
    "other", [{"rule": "web-origins"}, {"realm": "quang-nam"}], ids=["rule", "realm"]
)
def test_exception_for_another_lets_nothing_pass(tmp_path: Path, other: dict[str, str]) -> None:
    assert without_pkce(written(tmp_path, entry(**other)), on=LAST).counts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (entry(rule="pkc"), "2: rule: there is no pkc; did you mean pkce?"),
        (entry(realm="danag"), "3: realm: there is no danag; did you mean danang?"),
        (entry(until="soon"), "6: exceptions.0.until: Input should be a valid date"),
        (
            entry().replace("reason", "reson"),
            "2: exceptions.0.reason: is missing",
        ),
        (
            entry().replace("object", "objekt"),
            "4: exceptions.0.objekt: unknown key; did you mean exceptions.object?",
        ),
        ("exemptions: []\n", " exceptions: is missing"),
    ],
)
def test_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RealmInvalid) as error:
        written(tmp_path, text)

    assert f"{tmp_path / '_exceptions.yaml'}:{told}" in str(error.value)
