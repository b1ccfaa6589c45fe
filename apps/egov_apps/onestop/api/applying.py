"""An application in JSON, checked by the very form that officers fill in."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from werkzeug.datastructures import MultiDict

from egov_apps.onestop.api.bodies import NewDossier
from egov_apps.onestop.api.errors import BodyInvalid
from egov_apps.onestop.catalogue import Procedure
from egov_apps.onestop.forms import field_names, intake_form
from egov_apps.onestop.service import Intake

_FIELDS: Final = {
    "/applicant/type": "applicant_type",
    "/applicant/name": "name",
    "/applicant/number": "number",
    "/applicant/address": "address",
    "/applicant/phone": "phone",
    "/applicant/email": "email",
    "/delegate/name": "delegate_name",
    "/delegate/number": "delegate_number",
    "/sets": "sets",
    "/result_way": "result_way",
}
"""Where a value stands in JSON, and what the form calls it."""


def read_intake(body: NewDossier, procedure: Procedure, submission: UUID, *, today: date) -> Intake:
    """What the body says; raises `BodyInvalid` with what the form says of its fields."""
    parts = _part_fields(body, procedure)
    typed = {**_typed(body), **parts, "submission": str(submission)}
    form = intake_form(procedure)(MultiDict(typed), meta={"csrf": False}, today=today)
    if form.validate():
        return form.intake()
    pointers = {field: pointer for pointer, field in _FIELDS.items()}
    raise BodyInvalid(
        {pointers.get(name, "/parts"): str(errors[0]) for name, errors in form.errors.items()}
    )


def _typed(body: NewDossier) -> Mapping[str, str]:
    raw = body.model_dump(mode="json")
    found = {}
    for pointer, field in _FIELDS.items():
        value: object = raw
        for name in pointer.split("/")[1:]:
            value = value.get(name) if isinstance(value, dict) else None
        found[field] = "" if value is None else str(value)
    return found


def _part_fields(body: NewDossier, procedure: Procedure) -> Mapping[str, str]:
    known = {part.code: part for part in procedure.parts}
    fields: dict[str, str] = {}
    for index, each in enumerate(body.parts):
        if each.code not in known:
            raise BodyInvalid({f"/parts/{index}/code": f"not a part of {procedure.code}"})
        copies, kind = field_names(known[each.code])
        fields |= {copies: str(each.copies), kind: str(int(each.kind))}
    return fields
