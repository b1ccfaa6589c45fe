"""What the files of ``realms/`` say, typed.

``_base.yaml`` holds what all provinces share, ``<tenant>.yaml`` what differs; a key of the tenant's
file replaces the same key of the base, section by section. Files whose name begins with ``_`` are
no tenants.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from egov_idp.local.layout import ROOT
from egov_idp.realms import limits, yaml_file
from egov_idp.realms.errors import Mistake, RealmInvalid
from egov_idp.realms.mistakes import mistakes
from egov_idp.realms.outside import Name, OutsideModule
from egov_idp.realms.section import Names, Section
from egov_idp.realms.yaml_file import YamlFile

REALMS = ROOT / "realms"

Language = Literal["vi", "en"]
_TENANT = re.compile(r"(?=.{2,31}$)[a-z]+(-[a-z]+)*")
_RESERVED = frozenset({"keycloak", "master", "postgres", "sso", "template", "web"})
"""Names of a realm, a host, a database or a folder of our own."""
_Count = Annotated[int, Field(strict=True, ge=1)]


def _at_most(most: int) -> Any:  # noqa: ANN401 - what stands in Annotated
    return Field(strict=True, ge=1, le=most)


def _at_least(least: int) -> Any:  # noqa: ANN401 - what stands in Annotated
    return Field(strict=True, ge=least)


class SignIn(Section):
    """The sign-in pages."""

    theme: str
    languages: tuple[Language, ...]
    default_language: Language

    @model_validator(mode="after")
    def _default_language_is_offered(self) -> "SignIn":
        if self.default_language not in self.languages:
            raise ValueError("sign_in.default_language is not in sign_in.languages")
        return self


class Password(Section):
    """What a new password must have; the counts are letters of each class."""

    length: Annotated[int, Field(strict=True, ge=limits.PASSWORD_LENGTH, le=128)]
    lower_case: _Count
    upper_case: _Count
    digits: _Count
    symbols: _Count


class WrongPasswords(Section):
    """How many in a row are let pass, and how long the account then waits."""

    allowed: Annotated[int, _at_most(limits.WRONG_PASSWORDS)]
    wait_minutes: _Count


class Sessions(Section):
    """How long sign-ins and tokens last."""

    idle_minutes: Annotated[int, _at_most(limits.SESSION_IDLE_MINUTES)]
    longest_hours: Annotated[int, _at_most(limits.SESSION_HOURS)]
    access_token_minutes: Annotated[int, _at_most(limits.ACCESS_TOKEN_MINUTES)]
    code_seconds: Annotated[int, _at_most(limits.CODE_SECONDS)]
    sign_in_minutes: Annotated[int, _at_most(limits.SIGN_IN_MINUTES)]
    action_minutes: Annotated[int, _at_most(limits.ACTION_MINUTES)]


class Events(Section):
    """How long it is kept who signed in, and what an administrator changed."""

    keep_days: Annotated[int, _at_least(limits.EVENT_DAYS)]
    keep_admin_days: Annotated[int, _at_least(limits.EVENT_DAYS)]


class DirectoryLimits(Section):
    """How long a sign-in waits for the directory."""

    connect_milliseconds: Annotated[int, _at_most(limits.CONNECT_MILLISECONDS)]
    read_milliseconds: Annotated[int, _at_most(limits.READ_MILLISECONDS)]


class RealmSpec(Section):
    """One province's realm."""

    tenant: str
    name: Names
    unit: Annotated[str, Field(pattern=r"^H\d{2}$")]
    mail_domain: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]+$")]
    """What addresses of new people end in."""
    sign_in: SignIn
    password: Password
    wrong_passwords: WrongPasswords
    sessions: Sessions
    events: Events
    directory: DirectoryLimits
    outside_modules: Mapping[Name, OutsideModule] = {}
    """Modules that somebody else runs, by the names of their clients."""
    retired: date | None = None
    """Closed: nobody signs in. The day is when ``./egov realm retire`` wrote it."""
    policy: Mapping[str, Any] = {}
    """Rules of its own; read by `egov_idp.policy.rules`, not here."""


def load_all(folder: Path = REALMS) -> Mapping[str, RealmSpec]:
    """Every tenant by name, sorted; raises `RealmInvalid`."""
    names = sorted(p.stem for p in folder.glob("*.yaml") if not p.name.startswith("_"))
    return {name: load(name, folder) for name in names}


def load_bare(tenant: str, folder: Path = REALMS) -> RealmSpec:
    """A province whose file says only what it must; raises `RealmInvalid`."""
    must = {"name": {"vi": "–", "en": "–"}, "unit": "H00", "mail_domain": "example.vn"}
    base = yaml_file.read(folder / "_base.yaml")
    return _checked({"tenant": tenant, **_over(base.values, must)}, base, base)


def load(tenant: str, folder: Path = REALMS) -> RealmSpec:
    """The realm of one tenant; raises `RealmInvalid`."""
    _check_name(tenant, folder)
    return _of(tenant, yaml_file.read(_path(tenant, folder)), folder)


def check(tenant: str, overlay: str, folder: Path = REALMS) -> RealmSpec:
    """What the realm of a tenant with that overlay would be; raises `RealmInvalid`."""
    _check_name(tenant, folder)
    return _of(tenant, yaml_file.parse(_path(tenant, folder), overlay), folder)


def _path(tenant: str, folder: Path) -> Path:
    return folder / f"{tenant}.yaml"


def _check_name(tenant: str, folder: Path) -> None:
    if not _TENANT.fullmatch(tenant):
        text = "a tenant's name is 2 to 31 lower-case letters, with single hyphens between"
        raise RealmInvalid(Mistake(path=_path(tenant, folder), text=text))
    if tenant in _RESERVED:
        text = f"{tenant} is a name that the platform uses itself"
        raise RealmInvalid(Mistake(path=_path(tenant, folder), text=text))


def _of(tenant: str, own: YamlFile, folder: Path) -> RealmSpec:
    base = yaml_file.read(folder / "_base.yaml")
    if "tenant" in own.values:
        raise RealmInvalid(own.mistake(("tenant",), "tenant: the file's name says it"))
    return _checked({"tenant": tenant, **_over(base.values, own.values)}, own, base)


def _checked(said: Mapping[str, Any], own: YamlFile, base: YamlFile) -> RealmSpec:
    try:
        return RealmSpec.model_validate(said)
    except ValidationError as error:
        raise RealmInvalid(*mistakes(error, RealmSpec, own, base)) from error


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[key] = _over(below, value) if both and below is not None else value
    return merged
