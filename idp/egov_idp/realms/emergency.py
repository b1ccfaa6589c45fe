"""Emergency switches: something in the realms is off until a moment, and on again by itself.

They are declared with their dates in ``realms/_emergency.yaml``, so that they are planned, applied
and remembered like everything else; whoever reads a realm's document gets it with the switches of
that moment. What no document says, because somebody made or changed it by hand, is kept with the
switch (``before``), held off as long as it counts, and put back afterwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from egov_idp.realms import entries
from egov_idp.realms.errors import EmergencyRefused
from egov_idp.realms.spec import REALMS

Json = dict[str, Any]
Place = tuple[str, tuple[str, ...], tuple[str, ...]]
"""The kind, the object and the field of a realm, as plans name them."""
What = Literal["forgot-password", "client", "identity-provider", "flow"]
Setting = bool | str
"""Whether something is on, or the flow that is bound."""

NAME: Final = "_emergency.yaml"
_HEAD: Final = "# What is off in realms for a while; ./egov realm emergency writes this.\n"

_BINDINGS: Final = {
    "browser": "browserFlow",
    "reset-credentials": "resetCredentialsFlow",
    "first-broker-login": "firstBrokerLoginFlow",
}
"""What starts sign-ins, by Keycloak's name for it."""
_PARTS: Final = {
    "client": ("clients", "clientId"),
    "identity-provider": ("identityProviders", "alias"),
}
_REFUSES: Final = "directGrantFlow"
"""Always bound to the flow that refuses."""


@dataclass(frozen=True, kw_only=True)
class Switch:
    """What is off: ``name`` is that of a client, an identity provider or a flow, else empty.

    A flow is named by what it is bound to. Raises `EmergencyRefused` for another name.
    """

    what: What
    name: str = ""

    def __post_init__(self) -> None:
        if self.what == "flow" and self.name not in _BINDINGS:
            known = f"a flow is switched off where it is bound: {', '.join(_BINDINGS)}"
            raise EmergencyRefused(str(self), "a realm", known)

    def __str__(self) -> str:
        return f"{self.what} {self.name}".rstrip()

    @property
    def place(self) -> Place:
        """What it changes."""
        match self.what:
            case "forgot-password":
                return "realm", ("settings",), ("resetPasswordAllowed",)
            case "flow":
                return "realm", ("settings",), (_BINDINGS[self.name],)
            case "client":
                return "client", (self.name,), ("enabled",)
            case "identity-provider":
                return "identity provider", (self.name,), ("enabled",)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A field that has to be so, whatever else is declared of it; ``source`` is for plans."""

    place: Place
    value: Setting
    source: str


class Emergency(BaseModel):
    """One switch in some realms, from ``since`` until ``until``.

    ``before`` is, by realm, what was there and nobody declared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    what: What
    name: str = ""
    tenants: tuple[str, ...]
    since: AwareDatetime
    until: AwareDatetime
    by: str
    reason: str = ""
    before: dict[str, Setting] = {}

    @property
    def switch(self) -> Switch:
        """What is off."""
        return Switch(what=self.what, name=self.name)

    @property
    def source(self) -> str:
        """What a plan calls it."""
        return f"emergency {self.id}"

    def holding(self, value: Setting) -> Held:
        """That value in what it switches."""
        return Held(place=self.switch.place, value=value, source=self.source)

    def is_over(self, now: datetime) -> bool:
        """Whether it counts no more."""
        return now >= self.until

    def counts(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.since <= now < self.until


def switched(document: Json, switches: Iterable[Emergency]) -> Json:
    """The realm's document with what is off in it; what is gone from it is passed over."""
    for each in switches:
        if document["realm"] in each.tenants and _holds(document, each.switch):
            document = _off(document, each.switch)
    return document


def held(document: Json, switches: Iterable[Emergency], now: datetime) -> tuple[Held, ...]:
    """What has to be so in that realm beside what its document declares.

    As long as a switch counts, what others made is off; when it is over, what was there before it
    is there again, until the switch is forgotten. One that counts goes over one that is over.
    """
    tenant = document["realm"]
    here = [each for each in switches if tenant in each.tenants]
    found: dict[Place, Held] = {}
    for each in here:
        if each.is_over(now) and tenant in each.before:
            found[each.switch.place] = each.holding(each.before[tenant])
    for each in here:
        if each.counts(now) and _holds(document, each.switch):
            found.pop(each.switch.place, None)
        elif each.counts(now):
            found[each.switch.place] = each.holding(False)
    return tuple(found.values())


def require(switch: Switch, declared: Json, live: Json) -> None:
    """Raise `EmergencyRefused` for what a realm neither declares nor holds."""
    if not (_holds(declared, switch) or _holds(live, switch)):
        names = sorted(_names(declared, switch) | _names(live, switch))
        known = f"there are {', '.join(names)}" if names else "there is none"
        raise EmergencyRefused(str(switch), declared["realm"], known)


def _holds(document: Json, switch: Switch) -> bool:
    return switch.what not in _PARTS or switch.name in _names(document, switch)


def _names(document: Json, switch: Switch) -> set[str]:
    part, named = _PARTS[switch.what]
    return {each[named] for each in document.get(part) or []}


def _off(document: Json, switch: Switch) -> Json:
    if switch.what == "forgot-password":
        return document | {"resetPasswordAllowed": False}
    if switch.what == "flow":
        return document | {_BINDINGS[switch.name]: document[_REFUSES]}
    part, named = _PARTS[switch.what]
    disabled = [
        each | {"enabled": False} if each[named] == switch.name else each for each in document[part]
    ]
    return document | {part: disabled}


def source(switches: Iterable[Emergency], place: Place) -> str | None:
    """What a plan calls the switch that declares that field, if one does."""
    found = (each.source for each in switches if each.switch.place == place)
    return next(found, None)


def read(folder: Path = REALMS) -> tuple[Emergency, ...]:
    """All that are declared, those that are over among them; raises `RealmInvalid`."""
    return entries.read(folder / NAME, Emergency)


def begin(emergency: Emergency, folder: Path = REALMS) -> None:
    """Declare it."""
    _change(folder, lambda all_: (*all_, emergency))


def shorten(id_: str, until: datetime, folder: Path = REALMS) -> None:
    """Let one end at another moment; raises `EmergencyRefused` if there is none of that id."""
    if id_ not in {each.id for each in read(folder)}:
        there = "./egov realm emergency list shows those that there are"
        raise EmergencyRefused(f"switch {id_}", "realms/", there)
    _change(
        folder,
        lambda all_: (
            each.model_copy(update={"until": until}) if each.id == id_ else each for each in all_
        ),
    )


def forget(ids: Iterable[str], folder: Path = REALMS) -> None:
    """Take away those that are over and undone."""
    gone = set(ids)
    _change(folder, lambda all_: (each for each in all_ if each.id not in gone))


def _change(folder: Path, edit: Callable[[tuple[Emergency, ...]], Iterable[Emergency]]) -> None:
    entries.change(folder / NAME, Emergency, _HEAD, edit)
