"""``docs/reference/lint.md``, made from the rules: ``python -m egov_idp.lint.reference``."""

from egov_idp.lint.discovery import all_rules, all_trials
from egov_idp.lint.rule import Rule, Trial
from egov_idp.local.layout import ROOT

PATH = ROOT / "docs" / "reference" / "lint.md"

_HEAD = """# Rules for realms

<!-- Made by `python -m egov_idp.lint.reference` from egov_idp/lint; do not edit. -->

`./egov realm lint` looks for these in what is declared of each realm, `./egov realm lint --live` in
those that run as well. An `error` makes its exit code 2. What somebody decided to live with stands
in `realms/_exceptions.yaml`, with a reason and a last day.
"""
_TRIED = """
## Tried on the running platform

By `--live` alone, with requests that change nothing.
"""


def text() -> str:
    """The whole page."""
    rules = "\n".join(map(_entry, all_rules()))
    trials = "\n".join(map(_entry, all_trials()))
    return f"{_HEAD}\n{rules}{_TRIED}\n{trials}"


def _entry(rule: Rule | Trial) -> str:
    lines = [f"### {rule.id}", "", f"{rule.title} **{rule.severity.capitalize()}.**", "", rule.why]
    lines += ["", f"Fix: {rule.fix}", ""]
    if rule.covers:
        lines += [f"As kcwarden's {', '.join(f'`{name}`' for name in rule.covers)}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
