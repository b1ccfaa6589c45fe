"""The rules on a realm that runs: silent as it is, and not when somebody changed it by hand."""

import json
from pathlib import Path

import pytest
from egov_idp.cli import app
from egov_idp.lint import Realm, all_rules, attempt, examine
from egov_idp.local.distribution import read_pin
from egov_idp.policy.day import today
from egov_idp.realms.modules import of_realm
from egov_idp.reconcile import RealmAdmin, export
from egov_idp.settings import command_environment
from typer.testing import CliRunner

from tests.support import _kcwarden
from tests.support.keycloak import RunningKeycloak


def running(keycloak: RunningKeycloak) -> Realm:
    document = export(RealmAdmin(keycloak.admin(), "danang"))
    return Realm(document=document, modules=of_realm(), keycloak=read_pin().version)


def test_nothing_is_found_in_a_realm_that_runs(keycloak: RunningKeycloak) -> None:
    found = examine(running(keycloak), (), today(), live=True)

    assert [(each.rule.id, str(each.finding)) for each in found] == []


def test_trials_find_an_account_that_writes_passwords_alone_and_tokens_that_fit(
    keycloak: RunningKeycloak,
) -> None:
    found = attempt(running(keycloak), keycloak.secrets, (), today())

    assert [str(each.finding) for each in found] == []


def test_client_made_by_hand_is_found(keycloak: RunningKeycloak) -> None:
    with keycloak.extra_client("danang", "byhand"):
        found = examine(running(keycloak), (), today(), live=True)

    of_it = {each.rule.id for each in found if each.finding.object == "client byhand"}
    assert {"module-of-every-client", "full-scope-off", "own-audience", "refresh-rotation"} <= of_it


def test_kcwarden_finds_nothing_but_that_these_addresses_are_plain(
    keycloak: RunningKeycloak,
) -> None:
    left = _kcwarden.opinion(running(keycloak).document)

    assert {auditor for auditor, _ in left} <= {"ClientMustNotUseUnencryptedNonlocalRedirectUri"}


def test_command_reads_what_runs_and_says_that_nothing_has_to_be_done(
    keycloak: RunningKeycloak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in command_environment(keycloak.layout).items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "lint.sarif"

    ended = CliRunner().invoke(app, ["realm", "lint", "danang", "--live", "--sarif", str(log)])

    assert (ended.exit_code, ended.output) == (0, "danang: no findings\n")
    assert len(json.loads(log.read_text())["runs"][0]["tool"]["driver"]["rules"]) > len(all_rules())


def test_command_says_with_its_exit_code_that_something_has_to_be_done(
    keycloak: RunningKeycloak, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in command_environment(keycloak.layout).items():
        monkeypatch.setenv(name, value)
    arguments = ["realm", "lint", "danang", "--live", "--json"]

    with keycloak.extra_client("danang", "byhand"):
        ended = CliRunner().invoke(app, arguments)

    assert ended.exit_code == 2
    assert {each["object"] for each in json.loads(ended.output)} == {"client byhand"}
