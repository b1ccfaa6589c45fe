"""Who a dossier is about, who hands it in and who gets the result, as a counter types it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from egov_apps.onestop.fields import Count, Digits, Needed, RadioField, Text, choices, pattern
from egov_apps.onestop.identity import is_personal_number, is_tax_number
from egov_apps.onestop.labels import APPLICANT_TYPES, RESULT_WAYS
from egov_apps.onestop.models import ApplicantType, Dossier, ResultWay
from egov_apps.onestop.people import THE_APPLICANT, Applicant, Delegate, Handover, Postal

_PHONE: Final = r"(?:\+84|0)[0-9]{9,10}"
_EMAIL: Final = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PERSONAL: Final = _("Enter a personal identification number of 12 digits, such as 048190001234")
_TAX: Final = _("Enter a tax code of 10 digits, or 10 and 3 for a branch, such as 0401234567-001")
_HAVE_TAX_CODES: Final = (ApplicantType.ENTERPRISE, ApplicantType.ORGANISATION)
APPLICANT: Final[Mapping[str, str]] = {
    "applicant_type": "applicant_type",
    "name": "applicant_name",
    "number": "applicant_number",
    "address": "applicant_address",
    "phone": "applicant_phone",
    "email": "applicant_email",
}
"""The fields of an applicant, and in which column of a dossier each is kept."""
_OTHERS: Final = (
    "delegate_name",
    "delegate_number",
    "postal_name",
    "postal_phone",
    "postal_address",
    "result_way",
    "sets",
)


class HandoverForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """Applicant, delegate, who gets the post, and how the result comes back."""

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
    postal_name = Text(_("Full name of who gets the post (optional)"), most=200)
    postal_phone = Digits(
        _("Phone number of who gets the post (optional)"),
        pattern(_PHONE, _("Enter a phone number, such as 0905 123 456")),
        most=20,
    )
    postal_address = Text(_("Address that the post goes to (optional)"), most=300)
    sets = Count(_("Number of sets"), least=1, most=99, default=1)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self._today = today

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

    def handover(self) -> Handover:
        """What was typed, once it is valid; who gets the post is asked only where there is any."""
        way = ResultWay(self.result_way.data)
        return Handover(
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
            postal=self._postal() if way is ResultWay.POST else THE_APPLICANT,
            sets=self.sets.data or 1,
            result_way=way,
        )

    def _postal(self) -> Postal:
        return Postal(
            name=self.postal_name.data or "",
            phone=self.postal_phone.data or "",
            address=self.postal_address.data or "",
        )


def applicant_of(dossier: Dossier) -> dict[str, str]:
    """The applicant of a dossier as the form has it."""
    return {field: getattr(dossier, column) for field, column in APPLICANT.items()}


def handover_of(dossier: Dossier) -> dict[str, str | int]:
    """All that the form has, as a dossier says it."""
    return applicant_of(dossier) | {each: getattr(dossier, each) for each in _OTHERS}


def _check(right: object, message: str) -> None:
    if not right:
        raise ValidationError(message)
