"""A rule for realms lies in a file of its own, and the reference describes it."""

import pkgutil

from egov_idp.lint import all_rules, all_trials, reference, rules, trials


def test_every_file_holds_the_rule_of_its_name() -> None:
    files = [*pkgutil.iter_modules(rules.__path__), *pkgutil.iter_modules(trials.__path__)]

    names = [each.name.replace("_", "-") for each in files]

    assert sorted(each.id for each in (*all_rules(), *all_trials())) == sorted(names)


def test_reference_is_that_of_the_rules() -> None:
    assert reference.PATH.read_text(encoding="utf-8") == reference.text(), (
        "Write it again: var/env/bin/python -m egov_idp.lint.reference"
    )
