"""What the national portal has not been told: a page for those who control the procedures."""

from datetime import UTC, datetime
from typing import Final, cast

from egov_kit import current_person, database, oidc
from egov_kit.flask.visits import kit_of
from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import ngettext
from werkzeug.wrappers import Response

from egov_apps.onestop.national import delivery, outbox
from egov_apps.onestop.rights import CONTROL

_SHOWN: Final = 50

blueprint = Blueprint("national", __name__, url_prefix="/dong-bo")


@blueprint.get("")
@oidc.requires(CONTROL)
def show_backlog() -> str:
    """What waits, since when, and what was refused and why."""
    found = outbox.backlog(database.session(), current_person.units(CONTROL), limit=_SHOWN)
    return render_template("onestop/backlog.html", found=found, shown=_SHOWN)


@blueprint.post("/gui-lai")
@oidc.requires(CONTROL)
def send_again() -> Response:
    """Try once more what was refused."""
    session, units = database.session(), current_person.units(CONTROL)
    again = outbox.send_again(session, units, datetime.now(UTC))
    flash(ngettext("%(num)s step is sent again.", "%(num)s steps are sent again.", again))
    return redirect(url_for("onestop.national.show_backlog"), 303)


@blueprint.record_once
def _start(state: BlueprintSetupState) -> None:
    kit = kit_of(cast(Flask, state.app))
    delivery.start(kit.settings, kit.now)
