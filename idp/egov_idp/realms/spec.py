"""What the files of ``realms/`` say, typed.

``_base.yaml`` holds what all provinces share, ``<tenant>.yaml`` what differs; a key of the tenant's
file replaces the same key of the base, section by section. Files whose name begins with ``_`` are
no tenants.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from egov_idp.local.layout import ROOT
from egov_idp.realms.errors import RealmInvalid

REALMS = ROOT / "realms"

Language = Literal["vi", "en"]
_TENANT = re.compile(r"[a-z][a-z-]{1,30}")
_Count = Annotated[int, Field(strict=True, ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(_Section):
    """A name in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class SignIn(_Section):
    """The sign-in pages."""

    theme: str
    languages: tuple[Language, ...]
    default_language: Language


class Password(_Section):
    """What a new password must have; the counts are letters of each class."""

    length: Annotated[int, Field(strict=True, ge=14, le=128)]
    lower_case: _Count
    upper_case: _Count
    digits: _Count
    symbols: _Count


class WrongPasswords(_Section):
    """How many in a row are let pass, and how long the account then waits."""

    allowed: _Count
    wait_minutes: _Count


class Sessions(_Section):
    """How long sign-ins and tokens last."""

    idle_minutes: _Count
    longest_hours: _Count
    access_token_minutes: _Count
    code_seconds: _Count
    sign_in_minutes: _Count
    action_minutes: _Count


class Events(_Section):
    """How long it is kept who signed in, and what an administrator changed."""

    keep_days: _Count
    keep_admin_days: _Count


class DirectoryLimits(_Section):
    """How long a sign-in waits for the directory."""

    connect_milliseconds: _Count
    read_milliseconds: _Count


class RealmSpec(_Section):
    """One province's realm."""

    tenant: str
    name: Names
    unit: Annotated[str, Field(pattern=r"^H\d{2}$")]
    sign_in: SignIn
    password: Password
    wrong_passwords: WrongPasswords
    sessions: Sessions
    events: Events
    directory: DirectoryLimits
    policy: Mapping[str, Any] = {}
    """Rules of its own; read by `egov_idp.policy.rules`, not here."""

    @model_validator(mode="after")
    def _default_language_is_offered(self) -> "RealmSpec":
        if self.sign_in.default_language not in self.sign_in.languages:
            raise ValueError("sign_in.default_language is not in sign_in.languages")
        return self


def load_all(folder: Path = REALMS) -> Mapping[str, RealmSpec]:
    """Every tenant by name, sorted; raises `RealmInvalid`."""
    names = sorted(p.stem for p in folder.glob("*.yaml") if not p.name.startswith("_"))
    return {name: load(name, folder) for name in names}


def load(tenant: str, folder: Path = REALMS) -> RealmSpec:
    """The realm of one tenant; raises `RealmInvalid`."""
    path = folder / f"{tenant}.yaml"
    if not _TENANT.fullmatch(tenant):
        raise RealmInvalid(path, "a tenant's name is lower-case letters and hyphens")
    own = _read(path)
    if "tenant" in own:
        raise RealmInvalid(path, "tenant: the file's name says it")
    merged = _over(_read(folder / "_base.yaml"), own)
    try:
        return RealmSpec.model_validate({"tenant": tenant, **merged})
    except ValidationError as error:
        raise RealmInvalid(path, _readable(error)) from error


def _read(path: Path) -> Mapping[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise RealmInvalid(path, str(error)) from error
    if not isinstance(raw, dict):
        raise RealmInvalid(path, "keys and values are expected")
    return raw


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[key] = _over(below, value) if both and below is not None else value
    return merged


def _readable(error: ValidationError) -> str:
    mistakes = []
    for each in error.errors():
        key = ".".join(str(part) for part in each["loc"])
        what = "unknown key" if each["type"] == "extra_forbidden" else each["msg"]
        mistakes.append(f"{key}: {what}" if key else what)
    return "; ".join(mistakes)
