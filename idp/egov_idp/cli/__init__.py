"""The commands of ``./egov``; each lives in a file of its own.

Exit codes: 0 done, 1 it could not be done and the text says what to do, 2 wrong usage, 130
interrupted; ``status`` answers 3 when not everything serves; ``test`` and ``bench`` pass on the
code of what they ran.
"""

import sys

import typer

from egov_idp.cli.accounts import list_accounts
from egov_idp.cli.bench import run_benchmarks
from egov_idp.cli.doctor import examine_platform
from egov_idp.cli.down import stop_platform
from egov_idp.cli.logs import show_logs
from egov_idp.cli.status import show_status
from egov_idp.cli.test import PASS_ON, run_tests
from egov_idp.cli.up import run_platform
from egov_idp.errors import IdpError

app = typer.Typer(
    name="./egov",
    help="An e-government platform a province can take over and run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(run_platform)
app.command("down")(stop_platform)
app.command("status")(show_status)
app.command("logs")(show_logs)
app.command("doctor")(examine_platform)
app.command("test", context_settings=PASS_ON)(run_tests)
app.command("accounts")(list_accounts)
app.command("bench")(run_benchmarks)


def main() -> None:
    """Run the command line; an error of ours is one clear text, not a traceback."""
    try:
        app(prog_name="./egov")
    except IdpError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
