"""The fields of a form in which the units of a dossier are chosen."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _
from wtforms.form import BaseForm

from egov_apps.onestop.fields import Needed, SelectField
from egov_apps.onestop.places import Places, Units

_NAMES = ("helper_unit", "competent_unit")


def place_fields(offered: Places, helped: str = "") -> dict[str, Any]:
    """The fields of the units ``offered``; ``helped`` is where the applicant was, if not here."""
    first = next(iter(offered.helped))
    nobody = {} if offered.decides else {"": _("Choose the unit")}
    return {
        "helper_unit": SelectField(
            _("Unit where the applicant was helped"),
            choices=_choices(offered.helped),
            default=helped or first,
        ),
        "competent_unit": SelectField(
            _("Unit that decides"),
            [Needed(_("Choose the unit that decides"))],
            choices=_choices(nobody | offered.competent),
            default=offered.decides,
        ),
    }


def chosen(form: BaseForm) -> dict[str, str]:
    """The units that were chosen in ``form``, by the columns of a dossier."""
    return {name: form[name].data or "" for name in _NAMES if name in form}


def _choices(units: Units) -> list[Any]:
    return [wtforms.SelectChoice(code, name) for code, name in units.items()]  # type: ignore[attr-defined]
