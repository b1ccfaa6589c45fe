"""The pages that are printed, each also as PDF from the same template."""

from typing import Any, Final
from uuid import UUID

from egov_kit import current_person, database, oidc
from egov_kit.kit import current_kit
from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext

from egov_apps.onestop import paper, pdf
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.reading import unit_of
from egov_apps.onestop.rights import READ, readable_units
from egov_apps.onestop.service import get_dossier

blueprint = Blueprint("papers", __name__)
_SLUGS: Final = ",".join(f"'{each.slug}'" for each in paper.forms())


def _unit_of_form(dossier_id: UUID, slug: str) -> str | None:
    return unit_of(dossier_id)


@blueprint.get(f"/ho-so/<uuid:dossier_id>/<any({_SLUGS}):slug>")
@oidc.requires(*READ, unit=_unit_of_form)
def show(dossier_id: UUID, slug: str) -> str:
    """A form of a dossier, made to be printed."""
    pdf_url = url_for("onestop.papers.show_pdf", dossier_id=dossier_id, slug=slug)
    return render_template("onestop/paper/view.html", pdf_url=pdf_url, **_shown(dossier_id, slug))


@blueprint.get(f"/ho-so/<uuid:dossier_id>/<any({_SLUGS}):slug>.pdf")
@oidc.requires(*READ, unit=_unit_of_form)
def show_pdf(dossier_id: UUID, slug: str) -> Response:
    """The same as PDF."""
    return _as_pdf(_shown(dossier_id, slug))


def _shown(dossier_id: UUID, slug: str) -> dict[str, Any]:
    dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
    letter = paper.get_letter(dossier, slug)
    return {
        "dossier": dossier,
        "paper": letter.form,
        "letter": letter,
        "supplement": paper.find_supplement(dossier),
        "qr": _qr(dossier),
        "tracking_url": current_kit().address(url_for("onestop.tracking.ask")),
    }


def _qr(dossier: Dossier) -> str:
    return paper.qr(dossier.code, gettext("QR code of dossier %(code)s", code=dossier.code))


def _as_pdf(shown: dict[str, Any]) -> Response:
    made = pdf.render(render_template("onestop/paper/document.html", **shown))
    return Response(made, mimetype="application/pdf")
