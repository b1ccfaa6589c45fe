"""What was found, for programs."""

import json
from datetime import date

import pytest
from egov_idp.lint import Result, all_rules, all_trials, examine
from egov_idp.lint.exceptions import Exempt
from egov_idp.lint.report import as_json, as_sarif

from tests.support._rendered import realm, rendered

DAY = date(2026, 11, 23)
KNOWN = Exempt(
    rule="web-origins", realm="all", object="client onestop", reason="Known since 2015", until=DAY
)


@pytest.fixture
def results() -> list[Result]:
    document = rendered()
    document["rememberMe"] = True
    next(c for c in document["clients"] if c["clientId"] == "onestop")["webOrigins"] = ["*"]
    return examine(realm(document), [KNOWN], DAY, live=True)


def test_json_has_an_object_for_each_finding(results: list[Result]) -> None:
    assert as_json(results) == [
        {
            "realm": "danang",
            "live": True,
            "rule": "remember-me-off",
            "severity": "error",
            "object": "realm",
            "field": "rememberMe",
            "text": "is true",
            "exception": None,
        },
        {
            "realm": "danang",
            "live": True,
            "rule": "web-origins",
            "severity": "error",
            "object": "client onestop",
            "field": "webOrigins",
            "text": "hold *",
            "exception": {
                "rule": "web-origins",
                "realm": "all",
                "object": "client onestop",
                "reason": "Known since 2015",
                "until": "2026-11-23",
            },
        },
    ]


def test_sarif_names_all_rules_and_points_each_result_to_its_own(results: list[Result]) -> None:
    log = as_sarif(results)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert log["version"] == "2.1.0"
    assert [each["id"] for each in rules] == sorted(r.id for r in (*all_rules(), *all_trials()))
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    assert json.loads(json.dumps(log)) == log


def test_sarif_leads_to_the_province_s_file_and_suppresses_exceptions(
    results: list[Result],
) -> None:
    counted, excepted = as_sarif(results)["runs"][0]["results"]

    (place,) = counted["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "realms/danang.yaml"
    assert counted["message"]["text"] == "danang (live): realm, rememberMe is true"
    assert counted["suppressions"] == []
    assert excepted["suppressions"] == [{"kind": "external", "justification": "Known since 2015"}]
