"""The form of an intake, made for one procedure."""

from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, ValidationError

from egov_apps.onestop.catalogue import Part, Procedure
from egov_apps.onestop.fields import (
    Count,
    Digits,
    Needed,
    RadioField,
    SelectField,
    Text,
    choices,
    pattern,
)
from egov_apps.onestop.identity import is_personal_number, is_tax_number
from egov_apps.onestop.labels import APPLICANT_TYPES, COPY_KINDS, RESULT_WAYS
from egov_apps.onestop.models import ApplicantType, CopyKind, ResultWay
from egov_apps.onestop.people import Applicant, Delegate
from egov_apps.onestop.service import HandedIn, Intake

_PHONE: Final = r"(?:\+84|0)[0-9]{9,10}"
_EMAIL: Final = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PERSONAL: Final = _("Enter a personal identification number of 12 digits, such as 048190001234")
_TAX: Final = _("Enter a tax code of 10 digits, or 10 and 3 for a branch, such as 0401234567-001")
_HAVE_TAX_CODES: Final = (ApplicantType.ENTERPRISE, ApplicantType.ORGANISATION)


class IntakeForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """Applicant, delegate and result; `intake_form` adds the parts of a procedure."""

    procedure: Procedure

    submission = HiddenField()
    applicant_type = RadioField(
        _("Type of applicant"),
        choices=choices(APPLICANT_TYPES),
        default=ApplicantType.CITIZEN.value,
    )
    name = Text(_("Full name of the applicant"), Needed(_("Enter the full name")), most=200)
    number = Digits(
        _("Personal identification number or tax code"), Needed(_("Enter the number")), most=20
    )
    address = Text(_("Address"), Needed(_("Enter the address")), most=300)
    phone = Digits(
        _("Phone number (optional)"),
        pattern(_PHONE, _("Enter a phone number, such as 0905 123 456")),
        most=20,
    )
    email = Text(
        _("E-mail address (optional)"),
        pattern(_EMAIL, _("Enter an e-mail address, such as ten@example.vn")),
        most=254,
    )
    delegate_name = Text(_("Full name of the delegate (optional)"), most=200)
    delegate_number = Digits(_("Personal identification number of the delegate"), most=20)
    result_way = RadioField(
        _("How the result is returned"),
        choices=choices(RESULT_WAYS),
        default=ResultWay.COUNTER.value,
    )
    sets = Count(_("Number of sets"), least=1, most=99, default=1)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self._today = today

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

    def validate_number(self, field: Field) -> None:
        """Citizens have a personal number, others a tax code, a household business either."""
        kind = self.applicant_type.data
        if kind == ApplicantType.HOUSEHOLD_BUSINESS and is_tax_number(field.data):
            return
        if kind in _HAVE_TAX_CODES:
            _check(is_tax_number(field.data), _TAX)
        else:
            _check(is_personal_number(field.data, self._today), _PERSONAL)

    def validate_email(self, field: Field) -> None:
        """A result that is sent needs an address."""
        sent = self.result_way.data == ResultWay.ELECTRONIC
        _check(field.data or not sent, _("Enter an e-mail address: the result is sent there"))

    def validate_delegate_name(self, field: Field) -> None:
        """A number alone names nobody."""
        _check(field.data or not self.delegate_number.data, _("Enter the full name"))

    def validate_delegate_number(self, field: Field) -> None:
        """A delegate has a name and a number."""
        right = is_personal_number(field.data or "", self._today)
        _check(right or not self.delegate_name.data, _PERSONAL)

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
        return Intake(
            submission_id=UUID(self.submission.data or ""),
            procedure=self.procedure,
            applicant=Applicant(
                type=ApplicantType(self.applicant_type.data),
                name=self.name.data or "",
                number=self.number.data or "",
                address=self.address.data or "",
                phone=self.phone.data or "",
                email=self.email.data or "",
            ),
            delegate=Delegate(
                name=self.delegate_name.data or "", number=self.delegate_number.data or ""
            ),
            parts=self._handed_in(),
            sets=self.sets.data or 1,
            result_way=ResultWay(self.result_way.data),
        )

    def _handed_in(self) -> tuple[HandedIn, ...]:
        return tuple(
            HandedIn(part=part, copies=copies.data, kind=CopyKind(kind.data))
            for part, copies, kind in self.part_fields()
            if copies.data and not kind.errors
        )


def intake_form(procedure: Procedure) -> type[IntakeForm]:
    """The form for ``procedure``: it asks for each of its parts."""
    members: dict[str, Any] = {"procedure": procedure}
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


def _check(right: object, message: str) -> None:
    if not right:
        raise ValidationError(message)
