"""The register as a page and as a file for a spreadsheet."""

from datetime import UTC, datetime
from typing import Final

from egov_kit import current_person, database, names, oidc
from egov_kit.vietnam import day_of
from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale, gettext

from egov_apps.onestop import labels, tables
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.register import Period, count_received, list_received
from egov_apps.onestop.rights import READ, readable_units

blueprint = Blueprint("register", __name__)
_PAGE: Final = 50
_LAST_PAGE: Final = 100_000


@blueprint.get("/so-theo-doi")
@oidc.requires(*READ)
def show() -> str:
    """The dossiers received in a period, page by page."""
    session, units, period = database.session(), readable_units(current_person), _period()
    page = min(max(request.args.get("trang", 1, type=int), 1), _LAST_PAGE)
    found = list_received(session, units, period, offset=(page - 1) * _PAGE, limit=_PAGE)
    total = count_received(session, units, period)
    return render_template(
        "onestop/register.html",
        head=_head(),
        rows=[_row(each) for each in found],
        period=period,
        total=total,
        page=page,
        pages=max(-(-total // _PAGE), 1),
    )


@blueprint.get("/so-theo-doi.csv")
@oidc.requires(*READ)
def download_csv() -> Response:
    """All of it as CSV."""
    return _file(tables.as_csv(_head(), _rows()), tables.CSV, "csv")


@blueprint.get("/so-theo-doi.xlsx")
@oidc.requires(*READ)
def download_xlsx() -> Response:
    """All of it as a workbook."""
    return _file(tables.as_xlsx(_head(), _rows()), tables.XLSX, "xlsx")


def _period() -> Period:
    first, last = request.args.get("tu", ""), request.args.get("den", "")
    return Period.of(first, last, day_of(datetime.now(UTC)))


def _rows() -> list[tables.Row]:
    found = list_received(database.session(), readable_units(current_person), _period(), limit=None)
    return [_row(each) for each in found]


def _file(content: bytes, kind: str, ending: str) -> Response:
    period = _period()
    name = f"so-theo-doi-{period.first:%Y%m%d}-{period.last:%Y%m%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=headers)


def _head() -> list[str]:
    return [
        gettext("Dossier code"),
        gettext("Applicant"),
        gettext("Procedure"),
        gettext("Receiving unit"),
        gettext("Received at"),
        gettext("Due"),
        gettext("Finished at"),
        gettext("Status"),
    ]


def _row(dossier: Dossier) -> tables.Row:
    return [
        dossier.code,
        dossier.applicant_name,
        labels.procedure_name(dossier, str(get_locale())),
        names.unit(dossier.unit_code),
        labels.shown_time(dossier.received_at),
        labels.shown_time(dossier.due_at) if dossier.due_at else "–",
        labels.shown_time(dossier.finished_at) if dossier.finished_at else "–",
        str(labels.STATUSES[dossier.status]),
    ]
