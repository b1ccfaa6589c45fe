"""The commands of ``./egov``; each lives in a file of its own.

Exit codes: 0 done, 1 it could not be done and the text says what to do, 2 wrong usage, 130
interrupted. Of ``realm`` wrong usage is 1: ``plan`` answers 2 when something differs, ``lint`` and
``drift`` when something has to be done. ``status`` answers 3 when not everything
serves; ``test`` and ``bench`` pass on the code of what they ran.
"""

import sys

import typer
from egov_kit.errors import KitError

from egov_idp.cli import in_containers
from egov_idp.cli.accounts import list_accounts
from egov_idp.cli.backup import back_up_platform
from egov_idp.cli.bench import run_benchmarks
from egov_idp.cli.doctor import examine_platform
from egov_idp.cli.down import stop_platform
from egov_idp.cli.lint import lint_realms
from egov_idp.cli.logs import show_logs
from egov_idp.cli.mail import app as mail
from egov_idp.cli.person import app as person
from egov_idp.cli.realm import realm
from egov_idp.cli.reset import reset_platform
from egov_idp.cli.restore import restore_platform
from egov_idp.cli.status import show_status
from egov_idp.cli.test import PASS_ON, run_tests
from egov_idp.cli.unit import app as unit
from egov_idp.cli.up import run_platform
from egov_idp.errors import IdpError
from egov_idp.local.backup import restoring
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings

app = typer.Typer(
    name="./egov",
    help="An e-government platform a province can take over and run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def begin(context: typer.Context) -> None:
    """What comes before every command: a restore that was interrupted is completed.

    Raises `NotInContainer`.
    """
    in_containers.refuse(context.invoked_subcommand or "")
    restoring.resume(LauncherSettings().layout(), Terminal())


app.command("up")(run_platform)
app.command("down")(stop_platform)
app.command("reset")(reset_platform)
app.command("status")(show_status)
app.command("logs")(show_logs)
app.command("doctor")(examine_platform)
app.command("backup")(back_up_platform)
app.command("restore")(restore_platform)
app.command("test", context_settings=PASS_ON)(run_tests)
app.command("accounts")(list_accounts)
app.command("bench")(run_benchmarks)
realm.command("lint")(lint_realms)
app.add_typer(realm, name="realm")
app.add_typer(person, name="person")
app.add_typer(unit, name="unit")
app.add_typer(mail, name="mail")


def main() -> None:
    """Run the command line; an error of ours is one clear text, not a traceback."""
    try:
        app(prog_name="./egov")
    except (IdpError, KitError) as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
