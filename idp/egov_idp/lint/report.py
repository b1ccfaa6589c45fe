"""What was found, as data for programs: our own JSON, and SARIF 2.1.0 for code scanners."""

from collections.abc import Iterable, Sequence
from typing import Any

from egov_idp.lint.discovery import all_rules, all_trials
from egov_idp.lint.run import Result

Json = dict[str, Any]


def as_json(results: Iterable[Result]) -> list[Json]:
    """An object for each finding."""
    return [
        {
            "realm": each.realm,
            "live": each.live,
            "rule": each.rule.id,
            "severity": each.rule.severity,
            "object": each.finding.object,
            "field": each.finding.field,
            "text": each.finding.text,
            "exception": _exempt(each),
        }
        for each in results
    ]


def _exempt(result: Result) -> Json | None:
    """The exception as its entry says it."""
    found = result.exempt
    return found.model_dump(mode="json", exclude_defaults=True) if found else None


def as_sarif(results: Sequence[Result]) -> Json:
    """A log of one run; a finding lies in its province's file, an exception suppresses it."""
    rules = sorted((*all_rules(), *all_trials()), key=lambda each: each.id)
    driver = {
        "name": "egov realm lint",
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.why},
                "help": {"text": rule.fix},
                "defaultConfiguration": {"level": rule.severity},
            }
            for rule in rules
        ],
    }
    places = {rule.id: place for place, rule in enumerate(rules)}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(each, places[each.rule.id]) for each in results],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _result(each: Result, place: int) -> Json:
    where = f"{each.realm}/{each.finding.object}/{each.finding.field}"
    state = "live" if each.live else "declared"
    exempt = {"kind": "external", "justification": each.exempt.reason} if each.exempt else None
    return {
        "ruleId": each.rule.id,
        "ruleIndex": place,
        "level": each.rule.severity,
        "message": {"text": f"{each.realm} ({state}): {each.finding}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"realms/{each.realm}.yaml"},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [{"fullyQualifiedName": where}],
            }
        ],
        "suppressions": [exempt] if exempt else [],
    }
