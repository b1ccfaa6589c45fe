"""In which order provinces are changed: one, then four, then all others.

``realms/_rings.yaml`` names the first two rings; whoever it does not name is in the last one. The
tenant `TRIAL`, where new modules are tried, and provinces that are closed are in no ring.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from egov_idp.realms import yaml_file
from egov_idp.realms.errors import InNoRing, Mistake, RealmInvalid
from egov_idp.realms.mistakes import likely, mistakes
from egov_idp.realms.spec import REALMS, RealmSpec
from egov_idp.realms.yaml_file import Key, YamlFile

NAME: Final = "_rings.yaml"
TRIAL: Final = "test"
"""A tenant as others are made; what is tried there concerns no province."""


@dataclass(frozen=True, kw_only=True)
class Ring:
    """The tenants that are changed before the next ring is touched."""

    name: str
    tenants: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    canary: str
    second: Annotated[tuple[str, ...], Field(min_length=4, max_length=4)]

    def named(self) -> Iterator[tuple[Key, str]]:
        """Each tenant with where it stands."""
        yield ("canary",), self.canary
        for place, tenant in enumerate(self.second):
            yield ("second", place), tenant


def of_all(realms: Mapping[str, RealmSpec], folder: Path = REALMS) -> tuple[Ring, ...]:
    """The three rings of all that is declared; raises `RealmInvalid`."""
    file = yaml_file.read(folder / NAME)
    try:
        said = _File.model_validate(file.values)
    except ValidationError as error:
        raise RealmInvalid(*mistakes(error, _File, file)) from error
    if wrong := [*_wrong(said, file, realms)]:
        raise RealmInvalid(*wrong)
    named = {tenant for _, tenant in said.named()}
    others = (name for name, realm in realms.items() if _why_not(name, realm) is None)
    return (
        Ring(name="canary", tenants=(said.canary,)),
        Ring(name="second", tenants=said.second),
        Ring(name="all others", tenants=tuple(name for name in others if name not in named)),
    )


def narrowed(rings: Iterable[Ring], tenants: Iterable[str]) -> tuple[Ring, ...]:
    """The same with these tenants alone, without rings in which none is left."""
    wanted = set(tenants)
    left = (replace(ring, tenants=tuple(t for t in ring.tenants if t in wanted)) for ring in rings)
    return tuple(ring for ring in left if ring.tenants)


def require_in_rings(realms: Mapping[str, RealmSpec], tenants: Iterable[str]) -> None:
    """Raise `InNoRing` if one of them is in none."""
    for tenant in tenants:
        if tenant in realms and (why := _why_not(tenant, realms[tenant])):
            raise InNoRing(tenant, why)


def _why_not(tenant: str, realm: RealmSpec) -> str | None:
    """Why it is in no ring, if it is in none."""
    if tenant == TRIAL:
        return "new modules are tried there"
    return "it is closed" if realm.retired else None


def _wrong(said: _File, file: YamlFile, realms: Mapping[str, RealmSpec]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for key, tenant in said.named():
        if text := _mistake(tenant, realms, seen):
            yield file.mistake(key, f"{key[0]}: {text}")
        seen.add(tenant)


def _mistake(tenant: str, realms: Mapping[str, RealmSpec], seen: set[str]) -> str | None:
    if tenant not in realms:
        return likely(tenant, realms)
    if why := _why_not(tenant, realms[tenant]):
        return f"{tenant} is in no ring: {why}"
    return f"{tenant} is named twice" if tenant in seen else None
