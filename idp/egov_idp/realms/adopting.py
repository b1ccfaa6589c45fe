"""What somebody changed in a realm by hand, as what the province's file would have to say for it.

Only what such a file can say can be adopted; the rest belongs to all provinces or to a module.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final

from egov_idp import files
from egov_idp.realms import editing, spec
from egov_idp.realms.errors import NotAdoptable, OverlayMoved, RealmError

Place = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Kind, object and field, as a plan names them."""
Key = tuple[str, ...]
_Says = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """A province's file as it is, and as it is to be."""

    path: Path
    before: str = field(repr=False)
    after: str = field(repr=False)

    @property
    def diff(self) -> str:
        """The lines that change, with those around them."""
        before, after = (text.splitlines() for text in (self.before, self.after))
        name = f"realms/{self.path.name}"
        return "\n".join(unified_diff(before, after, name, name, lineterm=""))

    def write(self) -> None:
        """Write it whole; raises `OverlayMoved` if the file is not as it was read."""
        with files.alone(self.path.parent):
            if self.path.read_text(encoding="utf-8") != self.before:
                raise OverlayMoved(self.path)
            files.write_whole(self.path, self.after)


def adopt(
    tenant: str,
    place: Place,
    value: Any,  # noqa: ANN401
    folder: Path = spec.REALMS,
) -> Adoption:
    """The province's file, with what stands at that place of its realm written into it.

    Nothing is written to disk. Raises `NotAdoptable`, `EditRefused`, and `RealmInvalid` where the
    value is beyond what a file may say.
    """
    path = folder / f"{tenant}.yaml"
    before = after = path.read_text(encoding="utf-8")
    for key, said in what_it_says(place, value).items():
        after = editing.put(after, key, said)
    spec.check(tenant, after, folder)
    return Adoption(path=path, before=before, after=after)


def obstacle(
    tenant: str,
    place: Place,
    value: Any,  # noqa: ANN401
    folder: Path = spec.REALMS,
) -> str | None:
    """Why that cannot be adopted; None if it can be."""
    try:
        adopt(tenant, place, value, folder)
    except RealmError as error:
        return str(error)
    return None


def what_it_says(place: Place, value: Any) -> Mapping[Key, Any]:  # noqa: ANN401
    """The keys of a province's file and their values; raises `NotAdoptable`."""
    if place == _PASSWORDS:
        return _password(str(value))
    if place not in ADOPTABLE:
        raise NotAdoptable(place, "no key of a province's file says it")
    key, says = ADOPTABLE[place]
    try:
        return {key: says(value)}
    except (TypeError, ValueError) as error:
        raise NotAdoptable(place, str(error)) from error


def _setting(*field: str) -> Place:
    return "realm", ("settings",), field


def _directory(key: str) -> Place:
    provider = "org.keycloak.storage.UserStorageProvider"
    return "component", (provider, "directory"), ("config", key)


def _counted(seconds: int, unit: str) -> _Says:
    """How many of that unit a number of seconds is."""

    def says(value: Any) -> int:  # noqa: ANN401
        many, rest = divmod(int(value), seconds)
        if rest:
            raise ValueError(f"{value} seconds are no whole number of {unit}")
        return many

    return says


def _number(value: Any) -> int:  # noqa: ANN401
    (one,) = value if isinstance(value, list) else [value]
    return int(one)


_MINUTES, _HOURS, _DAYS = _counted(60, "minutes"), _counted(3600, "hours"), _counted(86400, "days")

ADOPTABLE: Final[Mapping[Place, tuple[Key, _Says]]] = {
    _setting("displayName"): (("name", "vi"), str),
    _setting("attributes", "egov.title.vi"): (("name", "vi"), str),
    _setting("attributes", "egov.title.en"): (("name", "en"), str),
    _setting("loginTheme"): (("sign_in", "theme"), str),
    _setting("emailTheme"): (("sign_in", "theme"), str),
    _setting("supportedLocales"): (("sign_in", "languages"), list),
    _setting("defaultLocale"): (("sign_in", "default_language"), str),
    _setting("failureFactor"): (("wrong_passwords", "allowed"), _number),
    _setting("waitIncrementSeconds"): (("wrong_passwords", "wait_minutes"), _MINUTES),
    _setting("maxFailureWaitSeconds"): (("wrong_passwords", "wait_minutes"), _MINUTES),
    _setting("minimumQuickLoginWaitSeconds"): (("wrong_passwords", "wait_minutes"), _MINUTES),
    _setting("ssoSessionIdleTimeout"): (("sessions", "idle_minutes"), _MINUTES),
    _setting("ssoSessionMaxLifespan"): (("sessions", "longest_hours"), _HOURS),
    _setting("offlineSessionIdleTimeout"): (("sessions", "idle_minutes"), _MINUTES),
    _setting("offlineSessionMaxLifespan"): (("sessions", "longest_hours"), _HOURS),
    _setting("accessTokenLifespan"): (("sessions", "access_token_minutes"), _MINUTES),
    _setting("accessTokenLifespanForImplicitFlow"): (
        ("sessions", "access_token_minutes"),
        _MINUTES,
    ),
    _setting("accessCodeLifespan"): (("sessions", "code_seconds"), _number),
    _setting("accessCodeLifespanLogin"): (("sessions", "sign_in_minutes"), _MINUTES),
    _setting("accessCodeLifespanUserAction"): (("sessions", "action_minutes"), _MINUTES),
    _setting("actionTokenGeneratedByUserLifespan"): (("sessions", "action_minutes"), _MINUTES),
    _setting("eventsExpiration"): (("events", "keep_days"), _DAYS),
    _setting("attributes", "adminEventsExpiration"): (("events", "keep_admin_days"), _DAYS),
    _directory("connectionTimeout"): (("directory", "connect_milliseconds"), _number),
    _directory("readTimeout"): (("directory", "read_milliseconds"), _number),
}
"""Where in a realm a key of the province's file is seen, and how what is there says its value."""

_PASSWORDS: Final = _setting("passwordPolicy")
_COUNTS: Final = {
    "length": "length",
    "lowerCase": "lower_case",
    "upperCase": "upper_case",
    "digits": "digits",
    "specialChars": "symbols",
}
_FIXED: Final = (
    "maxLength(128) and notUsername(undefined) and notEmail(undefined)"
    " and egovAnotherPassword(undefined)"
)


def _password(policy: str) -> Mapping[Key, int]:
    """The five counts; the rest of the policy is the same in all provinces."""
    said = re.findall(r"(\w+)\((\w*)\)", policy)
    counts = {name: int(text) for name, text in said if name in _COUNTS and text.isdigit()}
    rest = {f"{name}({text})" for name, text in said if name not in counts}
    if rest != set(_FIXED.split(" and ")) or set(counts) != set(_COUNTS):
        raise NotAdoptable(_PASSWORDS, "it differs in more than lengths and counts")
    return {("password", _COUNTS[name]): number for name, number in counts.items()}
