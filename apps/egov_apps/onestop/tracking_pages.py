"""Following a dossier without signing in: its code and the tracking code of the receipt."""

from datetime import UTC, datetime

from egov_kit import database, oidc, tenant
from egov_kit.kit import current_kit
from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from egov_apps.onestop.errors import TooManyTries
from egov_apps.onestop.fields import Needed, Text
from egov_apps.onestop.tracking import Followed, follow, written

blueprint = Blueprint("tracking", __name__)


class TrackingForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """What stands on the receipt."""

    code = Text(_("Dossier code"), Needed(_("Enter the dossier code")), most=60)
    secret = Text(_("Tracking code"), Needed(_("Enter the tracking code")), most=20)


@blueprint.get("/tra-cuu")
@oidc.public
def ask() -> str:
    """Which dossier is it?"""
    form = TrackingForm()
    form.code.data = request.args.get("ma", "")[:60]
    return _page(form)


@blueprint.post("/tra-cuu")
@oidc.public
def answer() -> str | tuple[str, int]:
    """How it stands, if the tracking code is right; whether it exists is told to nobody else."""
    form = TrackingForm()
    if not form.validate():
        return _page(form), 422
    try:
        followed = _follow(form)
    except TooManyTries as error:
        return render_template("onestop/tracking/too_many.html", navigation=[]), error.status
    if followed is None:
        form.secret.errors = [_("No dossier has this dossier code with this tracking code")]
        return _page(form), 422
    return render_template("onestop/tracking/found.html", followed=followed, navigation=[])


def _follow(form: TrackingForm) -> Followed | None:
    # In a transaction of its own: a wrong try is counted although the answer is a refusal.
    kit = current_kit()
    with database.transaction(kit.settings, tenant.name, kit.module.name) as session:
        return follow(
            session,
            code=written(form.code.data or ""),
            secret=written(form.secret.data or ""),
            address=request.remote_addr or "",
            now=datetime.now(UTC),
        )


def _page(form: TrackingForm) -> str:
    return render_template("onestop/tracking/ask.html", form=form, navigation=[])
