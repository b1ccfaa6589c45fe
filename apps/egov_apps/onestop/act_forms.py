"""The form of an act: it asks for what the move needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import wtforms
from egov_kit.grants import covers
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, ValidationError

from egov_apps.onestop.fields import Count, Needed, SelectField, Text, TextAreaField
from egov_apps.onestop.guards import is_overdue, may_extend, requests_again
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.said import Defect, Said
from egov_apps.onestop.workflow import Move, Need

_LONGEST = 2000


class ActForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """The version that the officer sees; `act_form` adds what the move needs."""

    dossier: Dossier
    version = HiddenField()

    def asked(self) -> list[Field]:
        """The fields to be shown, in their order."""
        return [each for each in self if each.type not in ("HiddenField", "CSRFTokenField")]

    def said(self) -> Said:
        """What was typed, once it is valid."""
        typed = {
            name: field.data
            for name, field in self._fields.items()
            if name in Said.__dataclass_fields__ and name != "version" and field.data
        }
        return Said(version=int(self.version.data or ""), defects=self._defects(), **typed)

    def validate_version(self, field: Field) -> None:
        """The form must be one that we gave out."""
        if not (field.data or "").isdecimal():
            raise ValidationError(_("Open the form again: it is incomplete"))

    def _defects(self) -> tuple[Defect, ...]:
        if "others" not in self:
            return ()
        of_parts = [
            Defect(text=self[name].data, part_vi=part.name_vi, part_en=part.name_en)
            for name, part in _part_fields(self.dossier).items()
            if self[name].data
        ]
        lines = (self["others"].data or "").splitlines()
        return (*of_parts, *(Defect(text=each) for each in lines))


class DefectsForm(ActForm):
    """One complete list: whoever reads it knows all that is missing."""

    def validate_others(self, field: Field) -> None:
        """An empty list asks for nothing."""
        if not self._defects():
            raise ValidationError(_("Enter at least one defect"))


def act_form(
    move: Move, dossier: Dossier, units: Mapping[str, str], now: datetime
) -> type[ActForm]:
    """The form for ``move``; ``units`` are the codes and names of where it could go."""
    members: dict[str, Any] = {"dossier": dossier}
    for need in (each for each in Need if each in move.needs):
        members |= _members(need, dossier, units, now)
    if Need.REASON not in move.needs:
        members["note"] = _paragraph(_("Remark (optional)"))
    base = DefectsForm if Need.DEFECTS in move.needs else ActForm
    return cast(type[ActForm], type("ActForm", (base,), members))


def _members(
    need: Need, dossier: Dossier, units: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    match need:
        case Need.REASON:
            return {"note": _paragraph(_("Reason"), Needed(_("Enter the reason")))}
        case Need.LEGAL_BASIS:
            return _legal_basis()
        case Need.UNIT:
            return {"unit": _units(dossier, units)}
        case Need.DEFECTS:
            return _list_of_defects(dossier)
        case Need.GROUNDS if requests_again(dossier):
            return _legal_basis() | _grounds()
        case Need.EXTENSION if may_extend(dossier):
            return {"extension": _extension(dossier, late=is_overdue(dossier, now))}
        case Need.NUMBER:
            return {"number": Text(_("Number and symbol"), Needed(_("Enter the number")), most=60)}
        case Need.RECIPIENT:
            return {"recipient": _recipient(dossier)}
    return {}


def _legal_basis() -> dict[str, Any]:
    return {"legal_basis": Text(_("Legal basis"), Needed(_("Enter the legal basis")), most=500)}


def _grounds() -> dict[str, Any]:
    return {
        "stage": Text(
            _("Stage at which it came up"), Needed(_("Enter the stage of processing")), most=200
        ),
        "approver": Text(
            _("Approved by"), Needed(_("Enter who approved a second request")), most=200
        ),
    }


def _list_of_defects(dossier: Dossier) -> dict[str, Any]:
    parts = {
        name: Text(_("What is wrong with part %(number)s", number=part.position), most=500)
        for name, part in _part_fields(dossier).items()
    }
    return {
        **parts,
        "others": _paragraph(_("Missing papers and other defects, one a line")),
        "complete": BooleanField(
            _("I have checked the whole dossier; this list is complete"),
            [Needed(_("Check the whole dossier first: the applicant is asked once"))],
        ),
    }


def _part_fields(dossier: Dossier) -> dict[str, Any]:
    return {f"part_{each.position}": each for each in dossier.parts}


def _units(dossier: Dossier, units: Mapping[str, str]) -> SelectField:
    return SelectField(
        _("Unit that will work on it"),
        choices=[wtforms.SelectChoice(code, name) for code, name in units.items()],  # type: ignore[attr-defined]
        default=_working(dossier),
    )


def _working(dossier: Dossier) -> str:
    """The unit that decides; what came back to the counter goes to who had it."""
    had = covers(dossier.competent_unit, dossier.at_unit)
    return dossier.at_unit if had else dossier.competent_unit


def _extension(dossier: Dossier, *, late: bool) -> Count:
    in_hours = dossier.processing_unit == "hour"
    if late:
        label = _("Working hours from now") if in_hours else _("Working days from today")
    else:
        label = _("More working hours") if in_hours else _("More working days")
    return Count(label, Needed(_("Enter how much more time is needed")), least=1, most=60)


def _recipient(dossier: Dossier) -> Text:
    return Text(
        _("Result handed to"),
        Needed(_("Enter who received the result")),
        most=200,
        default=dossier.delegate_name or dossier.applicant_name,
    )


def _paragraph(label: str, *checks: Any) -> TextAreaField:  # noqa: ANN401 - WTForms' own
    return TextAreaField(label, *checks, most=_LONGEST)
