"""Looking for who applied before, on the way to an intake."""

from egov_kit import current_person, database, oidc
from flask import Blueprint, render_template, request

from egov_apps.onestop.applicants import find_applicants
from egov_apps.onestop.rights import RECORD, readable_units

blueprint = Blueprint("applicants", __name__)
_LONGEST = 200


@blueprint.post("/ho-so/moi/chu-ho-so-cu")
@oidc.requires(RECORD)
def search() -> str:
    """Who was found. Names and numbers go by POST: what is in an address lies in logs."""
    text = request.form.get("q", "")[:_LONGEST]
    found, complete = find_applicants(database.session(), readable_units(current_person), text)
    return render_template(
        "onestop/applicants.html",
        found=found,
        complete=complete,
        text=text,
        procedure=request.args.get("thu-tuc", ""),
    )
