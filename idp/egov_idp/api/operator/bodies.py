"""What the commands send, checked as it comes in."""

from datetime import date
from typing import Annotated, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from egov_idp.api.errors import FieldsInvalid

_UNIT = r"^H[0-9]{2}([.][0-9]{2,3})*$"  # as the directory has it, ldap/slapd/tenant.ldif

Text = Annotated[str, Field(min_length=1, max_length=200)]
UnitCode = Annotated[str, Field(pattern=_UNIT, max_length=40)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Email = Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$", max_length=200)]

B = TypeVar("B", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewcomerBody(_Body):
    """``POST …/people``."""

    name: Text
    username: Text | None = None
    email: Email | None = None
    namesake: bool = False


class PostBody(_Body):
    """``POST …/people/<username>/posts``; without a first day it begins today."""

    unit: UnitCode
    title: Code
    acting: bool = False
    first: date | None = None
    last: date | None = None


class PostEndBody(_Body):
    """``POST …/people/<username>/posts/end``; without a last day it is over at once."""

    unit: UnitCode
    title: Code | None = None
    last: date | None = None


class LockBody(_Body):
    """``POST …/people/<username>/lock``."""

    reason: Text


class LeaveBody(_Body):
    """``POST …/people/<username>/leave``; without a last day posts end with yesterday."""

    last: date | None = None


class UnitBody(_Body):
    """``POST …/units``; without a first day it begins today."""

    code: UnitCode
    kind: Code
    name_vi: Text
    name_en: Text
    first: date | None = None
    site: bool = False


class PeopleQuery(_Body):
    """``GET …/people``; pages begin with 1."""

    unit: UnitCode | None = None
    text: str = ""
    page: Annotated[int, Field(ge=1)] = 1


class UnitsQuery(_Body):
    """``GET …/units``."""

    under: UnitCode | None = None


def body(model: type[B]) -> B:
    """The JSON that was sent; raises `FieldsInvalid`."""
    return _read(model, request.get_json(silent=True))


def query(model: type[B]) -> B:
    """The query of the address; raises `FieldsInvalid`."""
    return _read(model, request.args.to_dict())


def _read(model: type[B], sent: object) -> B:
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        named = [(".".join(map(str, e["loc"])) or "body", e["msg"]) for e in error.errors()]
        raise FieldsInvalid([f"{field}: {mistake}" for field, mistake in named]) from None
