"""``./egov mail``."""

from typing import Annotated

import typer

from egov_idp.local import tables
from egov_idp.local.layout import Layout
from egov_idp.local.terminal import Terminal
from egov_idp.mail import letters
from egov_idp.mail.errors import MailElsewhere
from egov_idp.settings import LauncherSettings

_LISTED = 20

app = typer.Typer(help="The messages kept in var/mail, the newest first.")


@app.callback(invoke_without_command=True)
def list_messages(context: typer.Context) -> None:
    """The newest messages that were sent to people, while no mail server is set."""
    if context.invoked_subcommand is None:
        found = letters.list_all(_layout().mail, _LISTED)
        Terminal().print(tables.letters(found) if found else "No message was sent yet.")


@app.command("show")
def show_message(
    number: Annotated[int, typer.Argument(help="As ./egov mail counts; 1 is the newest.")] = 1,
) -> None:
    """One message as its reader sees it, with the link that is in it."""
    found = letters.get(_layout().mail, number)
    typer.echo(f"From:    {found.sender}\nTo:      {found.to}\nSubject: {found.subject}\n")
    typer.echo(found.text.strip())


def _layout() -> Layout:
    layout = LauncherSettings().layout()
    if layout.smtp:
        raise MailElsewhere(layout.smtp.host)
    return layout
