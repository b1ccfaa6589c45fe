"""``./egov person``."""

from typing import Annotated
from urllib.parse import quote

import typer

from egov_idp.cli import staff_tables as shown
from egov_idp.cli.asking import AsJson, Tenant, people_api, tell

Username = Annotated[str, typer.Argument(help="User name, such as annv.")]
FirstDay = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help="First day, YYYY-MM-DD; else today.")
]
LastDay = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help="Last day, YYYY-MM-DD; else open.")
]

app = typer.Typer(help="Add people, give them posts, let them in and out.", no_args_is_help=True)
post_app = typer.Typer(help="Give a post, end a post; grants follow at once.", no_args_is_help=True)
app.add_typer(post_app, name="post")


@app.command("add")
def add_person(
    name: Annotated[str, typer.Argument(help='Whole name, given name last: "Nguyễn Văn An".')],
    username: Annotated[str | None, typer.Option(help="If not made of the name: annv.")] = None,
    email: Annotated[str | None, typer.Option(help="If not made of the user name.")] = None,
    namesake: Annotated[
        bool, typer.Option("--namesake", help="Another person of a name that is there.")
    ] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody, and print the password of their first sign-in.

    It is shown once and kept nowhere; at that sign-in they choose one of their own. Give them a
    post next: ./egov person post add.
    """
    told = people_api(tenant).post(
        "/people", name=name, username=username, email=email, namesake=namesake
    )
    tell(told, as_json=as_json, shown=shown.added_person)
    raise typer.Exit(1 if told.get("no_password_because") else 0)


@app.command("list")
def list_people(
    unit: Annotated[str | None, typer.Option(help="Who works there or below, such as H17.")] = None,
    text: Annotated[str, typer.Option(help="Words of name or address; tones do not matter.")] = "",
    page: Annotated[int, typer.Option(min=1, help="Fifty people a page.")] = 1,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Find people, by given name."""
    told = people_api(tenant).get("/people", unit=unit, text=text, page=page)
    tell(told, as_json=as_json, shown=shown.people)


@app.command("show")
def show_person(username: Username, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show everything about somebody, also who changed what and when."""
    told = people_api(tenant).get(_of(username))
    tell(told, as_json=as_json, shown=shown.whole_person)


@post_app.command("add")
def add_post(
    username: Username,
    unit: Annotated[str, typer.Option(help="Code of the unit, such as H17.08.")],
    title: Annotated[str, typer.Option(help="Code of the title, such as counter-officer.")],
    acting: Annotated[
        bool, typer.Option("--acting", help="As a deputy, beside the main post.")
    ] = False,
    first: FirstDay = None,
    last: LastDay = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Give somebody a post, and with it the rights that go with it."""
    said = {"unit": unit, "title": title, "acting": acting, "first": first, "last": last}
    told = people_api(tenant).post(f"{_of(username)}/posts", **said)
    tell(told, as_json=as_json, shown=shown.added_post)


@post_app.command("end")
def end_post(
    username: Username,
    unit: Annotated[str, typer.Option(help="Code of the unit, such as H17.08.")],
    title: Annotated[str | None, typer.Option(help="If they hold several there.")] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help="Last day, YYYY-MM-DD; else over at once."),
    ] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """End a post; its rights go with it."""
    told = people_api(tenant).post(f"{_of(username)}/posts/end", unit=unit, title=title, last=last)
    tell(told, as_json=as_json, shown=shown.ended_post)


@app.command("lock")
def lock_person(
    username: Username,
    reason: Annotated[str, typer.Option(help="Kept in the audit.")],
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Let somebody in nowhere any more; whatever they have open ends at once."""
    told = people_api(tenant).post(f"{_of(username)}/lock", reason=reason)
    tell(told, as_json=as_json, shown=shown.locked)


@app.command("restore")
def restore_person(username: Username, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Let somebody who was locked in again, with posts, password and second factor."""
    told = people_api(tenant).post(f"{_of(username)}/restore")
    tell(told, as_json=as_json, shown=shown.restored)


@app.command("leave")
def let_person_leave(
    username: Username,
    last: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Last day of the posts, YYYY-MM-DD; else yesterday."),
    ] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Note that somebody has left: out at once and for good, posts and rights end."""
    told = people_api(tenant).post(f"{_of(username)}/leave", last=last)
    tell(told, as_json=as_json, shown=shown.left)


@app.command("grants")
def show_grants(
    username: Annotated[str | None, typer.Argument(help="Whose grants.")] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Derive everybody's anew, after rules were changed.")
    ] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show what somebody may do, and by which post and rule."""
    if refresh == bool(username):
        raise typer.BadParameter("Name one person, or --refresh for everybody.")
    api = people_api(tenant)
    told = api.get(f"{_of(username)}/grants") if username else api.post("/grants/refresh")
    tell(told, as_json=as_json, shown=shown.grants if username else shown.refreshed)


@app.command("reset-password")
def reset_password(username: Username, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Print a password for one sign-in; the old one and open sessions end.

    It is shown once and kept nowhere; at that sign-in they choose one of their own.
    """
    told = people_api(tenant).post(f"{_of(username)}/one-time-password")
    tell(told, as_json=as_json, shown=shown.one_time_password)


@app.command("reset-second-factor")
def reset_second_factor(username: Username, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Take away a second factor that was lost; open sessions end.

    First make sure who asks for it: from then on the password alone does to enrol another one.
    """
    told = people_api(tenant).post(f"{_of(username)}/second-factor/reset")
    tell(told, as_json=as_json, shown=shown.second_factor)


def _of(username: str) -> str:
    return f"/people/{quote(username, safe='')}"
