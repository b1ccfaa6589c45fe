"""Each rule: what it finds, and that it is silent about a realm that is as it should be."""

from typing import Any

import pytest
from egov_idp.lint import all_rules, all_trials
from egov_idp.lint.rule import Rule
from egov_idp.realms.spec import load_all

from tests.support import _kcwarden
from tests.support._rendered import realm, rendered
from tests.unit.lint._edits import Edit
from tests.unit.lint._samples import ALLOWED, SAMPLES

RULES = {rule.id: rule for rule in all_rules()}
EACH = [
    pytest.param(RULES[name], edit, id=f"{name}-{place}")
    for name, edits in SAMPLES.items()
    for place, edit in enumerate(edits, 1)
]


def changed(edit: Edit) -> dict[str, Any]:
    document = rendered()
    edit(document)
    return document


def found(document: dict[str, Any]) -> dict[str, list[str]]:
    examined = realm(document)
    texts = {name: list(map(str, rule.find(examined))) for name, rule in RULES.items()}
    return {name: each for name, each in texts.items() if each}


def test_every_rule_has_a_realm_that_fails_it() -> None:
    assert sorted(SAMPLES) == sorted(RULES)


@pytest.mark.parametrize(("rule", "edit"), EACH)
def test_rule_finds_it(rule: Rule, edit: Edit) -> None:
    assert list(rule.find(realm(changed(edit)))) != []


@pytest.mark.parametrize("tenant", load_all())
def test_nothing_is_found_in_a_province_s_realm(tenant: str) -> None:
    assert found(rendered(tenant)) == {}


@pytest.mark.parametrize("edit", ALLOWED.values(), ids=ALLOWED)
def test_nothing_is_found_in_what_is_allowed(edit: Edit) -> None:
    assert found(changed(edit)) == {}


def test_finding_names_object_field_and_what_is_there() -> None:
    edit = SAMPLES["direct-grants-off"][0]

    assert found(changed(edit)) == {
        "direct-grants-off": ["client onestop, directAccessGrantsEnabled is true"]
    }


def test_rule_says_what_must_hold_why_and_what_to_do() -> None:
    for rule in (*all_rules(), *all_trials()):
        for text in (rule.title, rule.why, rule.fix):
            assert text.endswith((".", "`")), (rule.id, text)


def test_every_auditor_of_kcwarden_is_covered_by_a_rule() -> None:
    covered = {name for rule in RULES.values() for name in rule.covers}

    assert covered == {each.get_classname() for each in _kcwarden.collect_auditors()}


@pytest.mark.parametrize(
    "auditor",
    sorted(
        each.get_classname()
        for each in _kcwarden.auditors()
        if each.get_classname() != _kcwarden.ASKS_THE_NET
    ),
)
def test_what_an_auditor_of_kcwarden_finds_its_rule_finds(auditor: str) -> None:
    """With the realm that fails the rule; `test_rule_finds_it` shows the other half."""
    edits = [e for name, edits in SAMPLES.items() if auditor in RULES[name].covers for e in edits]

    assert any(_kcwarden.finds(auditor, changed(edit)) for edit in edits)
