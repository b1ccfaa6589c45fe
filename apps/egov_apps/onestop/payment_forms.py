"""The forms of the desk's money: one to collect, one to take a receipt back."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field

from egov_apps.onestop.fields import Count, Needed, RadioField, Text, choices
from egov_apps.onestop.labels import METHODS, TAKEN_BACK, levy_name
from egov_apps.onestop.levies import Per
from egov_apps.onestop.models import DossierLevy, Method, PaymentState

_MOST = 9999


class CollectForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """How it is paid; `collect_form` adds how many of what."""

    levies: Sequence[DossierLevy]
    method = RadioField(_("How it is paid"), choices=choices(METHODS), default=Method.CASH.value)

    def quantity_fields(self) -> list[tuple[DossierLevy, Field]]:
        """What is owed, each with the field that says for how many it is paid."""
        return [(each, self[_name(each)]) for each in self.levies]

    def quantities(self) -> Mapping[int, int]:
        """By the position of each levy for how many it is paid, once this is valid."""
        return {each.position: field.data for each, field in self.quantity_fields() if field.data}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check all fields, and that something is paid."""
        right = bool(super().validate(extra_validators))
        fields = [field for _levy, field in self.quantity_fields()]
        if self.quantities() or any(each.errors for each in fields):
            return right
        fields[0].errors = [_("Enter for how many it is paid")]
        return False


class TakeBackForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """What becomes of a receipt, and why."""

    state = RadioField(
        _("What becomes of the receipt"),
        choices=choices(TAKEN_BACK),
        default=PaymentState.VOID.value,
    )
    reason = Text(_("Reason"), Needed(_("Enter the reason")), most=500)


def collect_form(levies: Sequence[DossierLevy], locale: str) -> type[CollectForm]:
    """The form for what is still owed; a levy of the whole dossier is paid once."""
    members: dict[str, Any] = {"levies": levies}
    for each in levies:
        once = each.per == Per.DOSSIER
        members[_name(each)] = Count(
            levy_name(each, locale),
            least=0,
            most=1 if once else _MOST,
            default=1 if once else None,
        )
    return cast(type[CollectForm], type("CollectForm", (CollectForm,), members))


def _name(levy: DossierLevy) -> str:
    return f"quantity_{levy.position}"
