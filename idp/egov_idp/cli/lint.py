"""``./egov realm lint``."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from egov_idp import files
from egov_idp.lint import Realm, References, Result, attempt, examine, exceptions
from egov_idp.lint.discovery import all_rules, all_trials
from egov_idp.lint.exceptions import Exempt
from egov_idp.lint.report import as_json, as_sarif
from egov_idp.local import platform
from egov_idp.local.choices import Choices
from egov_idp.local.distribution import read_pin
from egov_idp.local.platform import Platform
from egov_idp.policy.day import today
from egov_idp.realms import load_all
from egov_idp.realms.modules import of_realm
from egov_idp.reconcile import RealmReader, export
from egov_idp.settings import LauncherSettings

FINDINGS = 2
"""Exit code when something has to be done."""


def lint_realms(
    tenants: Annotated[
        list[str] | None, typer.Argument(metavar="[TENANT]...", help="Of these alone.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Also the realms that run.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="An array of objects.")] = False,
    sarif: Annotated[
        Path | None, typer.Option("--sarif", metavar="FILE", help="Also written there, as SARIF.")
    ] = None,
) -> None:
    """What must not be in a realm: in what is declared, and in what runs.

    Exit code 0 if nothing has to be done, 2 if something has to.
    """
    described = platform.describe(LauncherSettings().layout())
    chosen = Choices(tenants=tuple(tenants) if tenants else None).of(described.realms)
    names = [each.id for each in (*all_rules(), *all_trials())]
    exempt = exceptions.load(names, load_all())
    results = [each for tenant in chosen for each in _found(described, tenant, exempt, live=live)]
    if sarif:
        text = json.dumps(as_sarif(results), ensure_ascii=False, indent=2)
        files.write_whole(sarif, f"{text}\n")
    if json_:
        typer.echo(json.dumps(as_json(results), ensure_ascii=False, indent=2))
    else:
        _show(results, list(chosen))
    if any(each.counts for each in results):
        raise typer.Exit(FINDINGS)


def _found(
    described: Platform, tenant: str, exempt: Sequence[Exempt], *, live: bool
) -> Iterator[Result]:
    on = today()
    declared = _realm(platform.realm_document(described, tenant, References()))
    yield from examine(declared, exempt, on, live=False)
    if live:
        reader = RealmReader(platform.realm_administrator(described), tenant)
        running = _realm(export(reader))
        yield from examine(running, exempt, on, live=True)
        yield from attempt(running, described.secrets, exempt, on)


def _realm(document: dict[str, object]) -> Realm:
    return Realm(document=document, modules=of_realm(), keycloak=read_pin().version)


def _show(results: Sequence[Result], realms: Sequence[str]) -> None:
    for realm in realms:
        of_it = [each for each in results if each.realm == realm]
        typer.echo(f"{realm}: {len(of_it) or 'no'} finding{'' if len(of_it) == 1 else 's'}")
        for (live, rule), found in groupby(of_it, key=lambda each: (each.live, each.rule)):
            typer.echo(f"  {rule.severity} {rule.id}{' in what runs' if live else ''}")
            for each in found:
                excepted = each.exempt
                typer.echo(f"    {each.finding}")
                if excepted:
                    typer.echo(f"    let pass until {excepted.until}: {excepted.reason}")
            typer.echo(f"    Fix: {rule.fix}")
