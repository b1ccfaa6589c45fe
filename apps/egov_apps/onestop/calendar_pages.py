"""The page of the office calendar: everybody reads it, who controls the province changes it."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from egov_kit import current_person, database, oidc, tenant
from egov_kit.kit import current_kit
from egov_kit.vietnam import day_of
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, Field, ValidationError

from egov_apps.onestop.errors import AlreadyUndone, ChangeUnknown, NothingChanges, NotYours
from egov_apps.onestop.fields import Needed, RadioField, Text, choices
from egov_apps.onestop.office_days import NewDay, change_day, list_changes, special_days, undo
from egov_apps.onestop.officer import Officer, find_officer
from egov_apps.onestop.rights import CONTROL, READ
from egov_apps.onestop.workflow import Action

blueprint = Blueprint("calendar", __name__, url_prefix="/lich-lam-viec")

_LAST: Final = date(2100, 1, 1)

Page = str | Response | tuple[str, int]


class Work(StrEnum):
    """Whether there is work on a day."""

    OFF = "off"
    ON = "on"


_WORK: Final = {
    Work.OFF: lazy_gettext("The offices do not work"),
    Work.ON: lazy_gettext("The offices work"),
}


class DayForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A day on which it is otherwise than the law says, and why."""

    day = DateField(
        lazy_gettext("Day"),
        validators=[Needed(lazy_gettext("Enter a day, such as 24/11/2026"))],
        format=["%d/%m/%Y", "%Y-%m-%d"],
    )
    works = RadioField(lazy_gettext("On that day"), choices=choices(_WORK), default=Work.OFF.value)
    reason = Text(lazy_gettext("Reason"), Needed(lazy_gettext("Enter the reason")), most=300)
    basis = Text(
        lazy_gettext("Legal basis"), Needed(lazy_gettext("Enter the legal basis")), most=300
    )

    def validate_day(self, field: Field) -> None:
        """What has been is not changed: dates were given by it."""
        if field.data is not None and not day_of(datetime.now(UTC)) <= field.data < _LAST:
            raise ValidationError(gettext("Enter today or a later day"))

    def new_day(self) -> NewDay:
        """What was typed, once it is valid."""
        day = self.day.data
        if day is None:
            raise ValueError("not validated yet")
        return NewDay(
            day=day,
            works=self.works.data == Work.ON,
            reason=self.reason.data or "",
            basis=self.basis.data or "",
        )


def _province() -> str:
    """The unit of the province itself: its calendar is that of all its offices."""
    return current_kit().settings.tenants[tenant.name].unit


@blueprint.get("")
@oidc.requires(*READ)
def show() -> str:
    """The special days from today on, and every change that was made."""
    return _page(DayForm())


@blueprint.post("")
@oidc.requires(CONTROL, unit=_province)
def change() -> Page:
    """Say that the offices work on a day, or do not."""
    form = DayForm()
    if not form.validate():
        return _page(form), 422
    try:
        made = change_day(database.session(), form.new_day(), _officer(), now=datetime.now(UTC))
    except NothingChanges:
        form.day.errors = [gettext("It is so already")]
        return _page(form), 422
    flash(gettext("The calendar was changed for %(day)s.", day=f"{made.day:%d/%m/%Y}"))
    return redirect(url_for("onestop.calendar.show"), 303)


@blueprint.post("/<uuid:change_id>/bo")
@oidc.requires(CONTROL, unit=lambda change_id: _province())
def take_back(change_id: UUID) -> Page:
    """Take a change back."""
    try:
        taken = undo(database.session(), change_id, _officer(), now=datetime.now(UTC))
    except (AlreadyUndone, ChangeUnknown):
        flash(gettext("This change had been taken back already."))
    else:
        flash(gettext("The change for %(day)s was taken back.", day=f"{taken.day:%d/%m/%Y}"))
    return redirect(url_for("onestop.calendar.show"), 303)


def _officer() -> Officer:
    found = find_officer(current_person)
    if found is None:
        raise NotYours(Action.VOID)
    return found


def _page(form: DayForm) -> str:
    session = database.session()
    return render_template(
        "onestop/calendar.html",
        form=form,
        days=special_days(session, datetime.now(UTC)),
        changes=list_changes(session),
        may_change=current_person.may(CONTROL, _province()),
    )
