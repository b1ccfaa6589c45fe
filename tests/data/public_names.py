"""What a module may count on, as a type checker sees it. Never run; `mypy` reads it."""

from datetime import datetime
from typing import assert_type
from uuid import UUID

from egov_kit import OIDC, Person, current_person, database, names, oidc, tenant, within
from egov_kit.errors import KitError
from egov_kit.grants import Grant, Post
from flask import Flask
from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import Session


@oidc.public
def home() -> str:
    return "home"


@oidc.login
def mine() -> str:
    return oidc.user.name


@oidc.requires("onestop.counter", unit="unit")
def counter(unit: str) -> str:
    return unit


@oidc.requires("onestop.counter", unit=lambda number: "H17" if number else None)
@oidc.acr("mfa", max_age=300)
def sign(number: int) -> int:
    return number


@oidc.api
def anything() -> dict[str, str]:
    return {}


@oidc.api("onestop.read", scope="files:read", unit="unit", callers=("portal",), dpop=True)
def files(unit: str) -> list[str]:
    return [unit]


def app() -> Flask:
    made = Flask(__name__)
    OIDC(made).protect_all(except_=["home"])
    return made


def what_decorators_leave() -> None:
    assert_type(home(), str)
    assert_type(counter("H17"), str)
    assert_type(sign(1), int)
    assert_type(anything(), dict[str, str])
    assert_type(files("H17"), list[str])


def who_is_asking() -> None:
    me = oidc.user
    assert_type(me, Person)
    assert_type(current_person, Person)
    assert_type(me.iss, str)
    assert_type(me.sub, str)
    assert_type(me.sid, str | None)
    assert_type(me.tenant, str)
    assert_type(me.posts, tuple[Post, ...])
    assert_type(me.post, Post | None)
    assert_type(me.grants, tuple[Grant, ...])
    assert_type(me.acr, str | None)
    assert_type(me.auth_time, datetime | None)
    assert_type(me.staff_id, UUID | None)
    assert_type(me.get_staff_id(), UUID)
    assert_type(me.may("onestop.counter", "H17.08"), bool)


def where_and_with_what() -> None:
    assert_type(tenant.name, str)
    assert_type(names.unit("H17.08"), str)
    assert_type(names.units_of("commune"), dict[str, str])
    assert_type(oidc.token_for("documents"), str)
    assert_type(database.session(), Session)
    assert_type(within(literal("H17.08"), ["H17"]), ColumnElement[bool])
    assert issubclass(KitError, Exception)
