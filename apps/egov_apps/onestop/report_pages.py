"""The monthly report as a page and as a file for a spreadsheet."""

from datetime import UTC, datetime

from egov_kit import current_person, database, names, oidc
from egov_kit.vietnam import day_of
from flask import Blueprint, Response, render_template, request
from flask_babel import format_percent, gettext

from egov_apps.onestop import tables
from egov_apps.onestop.report import Counts, Month, report, total
from egov_apps.onestop.rights import READ, readable_units

blueprint = Blueprint("report", __name__)


@blueprint.get("/bao-cao-thang")
@oidc.requires(*READ)
def show() -> str:
    """One month of the units within reach."""
    *rows, last = _rows()
    return render_template(
        "onestop/report.html", head=_head(), rows=rows, last=last, month=_month().first
    )


@blueprint.get("/bao-cao-thang.csv")
@oidc.requires(*READ)
def download_csv() -> Response:
    """The same as CSV."""
    return _file(tables.as_csv(_head(), _rows()), tables.CSV, "csv")


@blueprint.get("/bao-cao-thang.xlsx")
@oidc.requires(*READ)
def download_xlsx() -> Response:
    """The same as a workbook."""
    return _file(tables.as_xlsx(_head(), _rows()), tables.XLSX, "xlsx")


def _month() -> Month:
    return Month.of(request.args.get("thang", ""), day_of(datetime.now(UTC)))


def _rows() -> list[tables.Row]:
    """A row for each unit, and the total as the last."""
    units, now = readable_units(current_person), datetime.now(UTC)
    lines = report(database.session(), units, _month(), now=now)
    rows = [_row(names.unit(code), line) for code, line in lines.items()]
    return [*rows, _row(gettext("Total"), total(lines.values()))]


def _file(content: bytes, kind: str, ending: str) -> Response:
    name = f"bao-cao-thang-{_month().first:%Y%m}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=headers)


def _head() -> list[str]:
    return [
        gettext("Receiving unit"),
        gettext("Carried over"),
        gettext("Received, all"),
        gettext("Received online"),
        gettext("Received at the counter"),
        gettext("Received by post"),
        gettext("Of these on a Saturday"),
        gettext("Processed early"),
        gettext("Processed on time"),
        gettext("Processed late"),
        gettext("In process, in time"),
        gettext("In process, overdue"),
        gettext("Paused"),
        gettext("Stopped"),
        gettext("Refused"),
        gettext("Withdrawn"),
        gettext("Undelivered"),
        gettext("Done on time"),
    ]


def _row(unit: str, line: Counts) -> tables.Row:
    return [
        unit,
        line.carried_over,
        line.received,
        line.online,
        line.counter,
        line.post,
        line.saturday,
        line.early,
        line.on_time,
        line.late,
        line.in_time,
        line.overdue,
        line.paused,
        line.stopped,
        line.refused,
        line.withdrawn,
        line.undelivered,
        _shown(line.on_time_rate),
    ]


def _shown(rate: float | None) -> str:
    return "–" if rate is None else str(format_percent(rate, "0.00%"))
