"""``./egov unit``."""

from typing import Annotated
from urllib.parse import quote

import typer

from egov_idp.cli import staff_tables as shown
from egov_idp.cli.asking import AsJson, Tenant, people_api, tell

Code = Annotated[str, typer.Argument(help="Code of the unit, such as H17.08.02.")]

app = typer.Typer(help="Add units and look at them.", no_args_is_help=True)


@app.command("add")
def add_unit(
    code: Code,
    kind: Annotated[str, typer.Option(help="Kind of unit, such as department.")],
    name_vi: Annotated[str, typer.Option(help="Name in Vietnamese.")],
    name_en: Annotated[str, typer.Option(help="Name in English.")],
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day, YYYY-MM-DD; else today.")
    ] = None,
    site: Annotated[bool, typer.Option("--site", help="It has a web site of its own.")] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Add a unit below one that is there. A code is given once and never again."""
    said = {"code": code, "kind": kind, "name_vi": name_vi, "name_en": name_en}
    told = people_api(tenant).post("/units", **said, first=first, site=site)
    tell(told, as_json=as_json, shown=shown.added_unit)


@app.command("show")
def show_unit(code: Code, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show a unit, those below it and who works in it today."""
    told = people_api(tenant).get(f"/units/{quote(code, safe='')}")
    tell(told, as_json=as_json, shown=shown.whole_unit)


@app.command("list")
def list_units(
    under: Annotated[str | None, typer.Option(help="One and those below it.")] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """List units by code, also those that have ended."""
    told = people_api(tenant).get("/units", under=under)
    tell(told, as_json=as_json, shown=shown.units)
