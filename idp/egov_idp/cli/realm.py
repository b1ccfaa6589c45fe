"""``./egov realm plan`` and ``./egov realm apply``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from egov_kit.kit import utc_now
from typer.core import TyperGroup

from egov_idp.cli import in_containers, realm_drift, realm_emergency, realm_keys
from egov_idp.cli.realm_new import new_realm
from egov_idp.cli.realm_retire import retire_realm
from egov_idp.cli.realm_rings import apply_in_rings
from egov_idp.local import emergencies, platform
from egov_idp.local.choices import Choices
from egov_idp.reconcile import (
    Applier,
    Declared,
    Outcome,
    Plan,
    RealmAdmin,
    RealmReader,
    make_as_declared,
    plan_file,
    plan_of,
    write,
)
from egov_idp.settings import LauncherSettings

DIFFERENCES = 2
"""Exit code of a plan that is not empty."""

Tenants = Annotated[list[str] | None, typer.Argument(metavar="[TENANT]...", help="Of these alone.")]


class _Comparing(TyperGroup):
    """Commands whose 2 says that something differs: wrong usage is an error like any other, 1."""

    # Typer does not say where the contexts of these two come from.
    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Read the words before the command."""
        with _as_error():
            return super().make_context(*args, **kwargs)

    def invoke(self, *args: Any) -> Any:  # noqa: ANN401
        """Read the command's own words and run it."""
        with _as_error():
            return super().invoke(*args)


@contextmanager
def _as_error() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:
        error.exit_code = 1
        raise


realm = typer.Typer(
    cls=_Comparing,
    help="What is declared of realms, and what they are.",
    no_args_is_help=True,
    add_completion=False,
)


@realm.callback()
def begin(context: typer.Context) -> None:
    """What comes before each of them; raises `NotInContainer`."""
    in_containers.refuse(f"realm {context.invoked_subcommand}")
    layout = LauncherSettings().layout()
    emergencies.settle_overdue(layout, lambda line: typer.echo(line, err=True), utc_now())


realm.add_typer(realm_emergency.app, name="emergency")
realm.add_typer(realm_drift.app, name="drift")
realm.add_typer(realm_keys.app, name="keys")
realm.command("new")(new_realm)
realm.command("retire")(retire_realm)


@dataclass(frozen=True, kw_only=True)
class _Realm:
    admin: RealmAdmin
    declared: Declared
    applier: Applier

    def plan(self) -> Plan:
        reader = RealmReader(self.admin.keycloak, self.admin.tenant)  # it cannot write
        return plan_of(reader, self.declared, self.applier)


@realm.command("plan")
def plan_realms(
    tenants: Tenants = None,
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects.")] = False,
    out: Annotated[Path | None, typer.Option(help="Keep the plan in this file, for apply.")] = None,
) -> None:
    """What differs from what is declared, and why; nothing is changed.

    Exit code 0 if nothing differs, 2 if something does.
    """
    chosen = list(_chosen(tenants))
    plans = [each.plan() for each in chosen]
    if out:
        plan_file.save(out, plans, chosen[0].applier)
    if as_json:
        text = json.dumps([plan.as_json() for plan in plans], ensure_ascii=False, indent=2)
        typer.echo(text)
    else:
        for plan in plans:
            _show(plan)
    if any(plan.changes for plan in plans):
        raise typer.Exit(DIFFERENCES)


@realm.command("apply")
def apply_realms(
    tenants: Tenants = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Do exactly what this file says, or nothing.")
    ] = None,
    allow_delete: Annotated[
        list[str] | None,
        typer.Option("--allow-delete", metavar="NAME", help="Delete this, though it is in use."),
    ] = None,
    ring: Annotated[
        bool, typer.Option("--ring", help="One province, four, then all: with a sign-in between.")
    ] = False,
) -> None:
    """Write what differs, also what somebody changed by hand."""
    allowed = tuple(allow_delete or ())
    if ring:
        apply_in_rings(tenants or (), plan, allowed)
        return
    if plan is None:
        for each in _chosen(tenants):
            _tell(make_as_declared(each.admin, each.declared, each.applier, allowed))
        return
    entries = plan_file.load(plan)
    planned = [(each, each.plan()) for each in _chosen(tenants or list(entries))]
    for _, now in planned:
        plan_file.require_same(now, entries.get(now.tenant, {}))
    for each, now in planned:
        _tell(write(each.admin, now, each.applier, allowed))


def _chosen(tenants: list[str] | None) -> Iterator[_Realm]:
    described = platform.describe(LauncherSettings().layout())
    keycloak = platform.realm_administrator(described)
    for tenant in Choices(tenants=tuple(tenants) if tenants else None).of(described.realms):
        yield _Realm(
            admin=RealmAdmin(keycloak, tenant),
            declared=platform.declared(described, tenant),
            applier=platform.applier(described.layout),
        )


def _show(plan: Plan) -> None:
    many = len(plan.changes)
    typer.echo(f"{plan.tenant}: {many or 'no'} difference{'' if many == 1 else 's'}")
    for change in plan.changes:
        typer.echo(f"  {change}")
    for each in plan.let_pass:
        typer.echo(f"  {each}")
    for foreign in plan.foreign:
        typer.echo(f"  foreign: {foreign}")


def _tell(outcome: Outcome) -> None:
    typer.echo(f"{outcome}")
    for change in outcome.changes:
        typer.echo(f"  {change}")
    for change in outcome.left:
        typer.echo(f"  left as it is: {change}")
    for edit in outcome.lost:
        typer.echo(f"  overwritten, made by somebody else meanwhile: {edit}")
