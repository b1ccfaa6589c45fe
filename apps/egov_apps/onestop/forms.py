"""The form of an intake, made for one procedure."""

from typing import Any, cast
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, ValidationError

from egov_apps.onestop.catalogue import Part, Procedure
from egov_apps.onestop.fields import Count, SelectField, choices
from egov_apps.onestop.handover_form import HandoverForm
from egov_apps.onestop.labels import COPY_KINDS
from egov_apps.onestop.models import CopyKind
from egov_apps.onestop.place_fields import chosen, place_fields
from egov_apps.onestop.places import Places
from egov_apps.onestop.service import HandedIn, Intake


class IntakeForm(HandoverForm):
    """People, units and result; `intake_form` adds the parts of a procedure."""

    procedure: Procedure

    submission = HiddenField()

    def part_fields(self) -> list[tuple[Part, Field, Field]]:
        """The parts of the procedure, each with the fields of its copies and kind."""
        return [
            (part, *(self[name] for name in field_names(part))) for part in self.procedure.parts
        ]

    def validate_submission(self, field: Field) -> None:
        """The form must be one that we gave out."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            raise ValidationError(_("Open the form again: it is incomplete")) from error

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check all fields, and that something was handed in."""
        right = bool(super().validate(extra_validators))
        if self._handed_in() or any(copies.errors for _part, copies, _kind in self.part_fields()):
            return right
        first = self.part_fields()[0][1]
        first.errors = [_("Enter the number of copies of at least one part")]
        return False

    def intake(self) -> Intake:
        """What was typed, once it is valid."""
        said = self.handover()
        return Intake(
            submission_id=UUID(self.submission.data or ""),
            procedure=self.procedure,
            applicant=said.applicant,
            delegate=said.delegate,
            postal=said.postal,
            parts=self._handed_in(),
            sets=said.sets,
            result_way=said.result_way,
            **chosen(self),
        )

    def _handed_in(self) -> tuple[HandedIn, ...]:
        return tuple(
            HandedIn(part=part, copies=copies.data, kind=CopyKind(kind.data))
            for part, copies, kind in self.part_fields()
            if copies.data and not kind.errors
        )


def intake_form(procedure: Procedure, offered: Places | None = None) -> type[IntakeForm]:
    """The form for ``procedure``: it asks for each of its parts, and for the units ``offered``."""
    members: dict[str, Any] = {"procedure": procedure}
    if offered is not None:
        members |= place_fields(offered)
    for part in procedure.parts:
        copies, kind = field_names(part)
        members[copies] = Count(_("Copies"), least=0, most=99)
        members[kind] = SelectField(
            _("Kind"),
            choices=choices(COPY_KINDS),
            coerce=int,
            default=part.kind.value,
        )
    return cast(type[IntakeForm], type("IntakeForm", (IntakeForm,), members))


def field_names(part: Part) -> tuple[str, str]:
    """What the fields of a part's copies and kind are called."""
    code = part.code.replace("-", "_")
    return f"copies_{code}", f"kind_{code}"
