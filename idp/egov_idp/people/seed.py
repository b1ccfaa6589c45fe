"""The people, units and posts a tenant starts with, from ``ldap/seed/<tenant>.yaml``.

Each file says on what its facts rest, for each kind of unit and for people; ``_sources.yaml`` tells
what the sources are. Files whose name begins with ``_`` are no tenants.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from egov_ldap import Person, PostRecord, Unit

from egov_idp.local.layout import ROOT
from egov_idp.people.errors import SeedInvalid, TenantUnmatched
from egov_idp.policy.derive import Grants, derive
from egov_idp.policy.rules import Policy

SEEDS = ROOT / "ldap" / "seed"

_KEYS = {"mail_domain", "facts", "units", "people"}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What something written down rests on: a key of ``_sources.yaml``, and whether it was read."""

    source: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class Seed:
    """One tenant's data as it was written down, without anything derived from it.

    ``facts``: for each kind of unit, and for ``people``, each fact's name and what it rests on.
    """

    tenant: str
    facts: Mapping[str, Mapping[str, Fact]]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    posts: tuple[PostRecord, ...]

    def posts_of(self, person: Person) -> tuple[PostRecord, ...]:
        """Past, present and future posts of ``person``."""
        return tuple(post for post in self.posts if post.holder == person.staff_id)

    def grants_of(self, person: Person, policy: Policy, on: date) -> Grants:
        """What ``person`` holds by ``policy`` on the day ``on``."""
        return derive(self.posts_of(person), self.units, policy.rules, on)


def paths(folder: Path = SEEDS) -> list[Path]:
    """The seed file of each tenant, by name."""
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("_"))


def match(tenants: Iterable[str], folder: Path = SEEDS) -> None:
    """Raises `TenantUnmatched` unless the tenants of ``realms/`` are those that have a seed."""
    realms, seeds = set(tenants), {path.stem for path in paths(folder)}
    files = {name: (f"realms/{name}.yaml", f"ldap/seed/{name}.yaml") for name in realms | seeds}
    missing = [files[name] for name in sorted(realms - seeds)]
    missing += [files[name][::-1] for name in sorted(seeds - realms)]
    if missing:
        raise TenantUnmatched(missing)


def of_tenant(tenant: str, policy: Policy, on: date) -> Seed:
    """The seed of ``tenant`` with what ``policy`` gives its people on the day ``on``."""
    return with_grants(read(SEEDS / f"{tenant}.yaml"), policy, on)


def read(path: Path) -> Seed:
    """The seed in ``path``, whose name is the tenant's; raises `SeedInvalid`."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        if unknown := sorted(set(raw) - _KEYS):
            raise SeedInvalid(path, f"unknown key {', '.join(unknown)}")
        return Seed(
            tenant=path.stem,
            units=tuple(_unit(each) for each in raw["units"]),
            people=tuple(_person(each, raw["mail_domain"]) for each in raw["people"]),
            posts=tuple(_post(post, each) for each in raw["people"] for post in each["posts"]),
            facts={kind: _facts(each) for kind, each in raw["facts"].items()},
        )
    except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise SeedInvalid(path, f"missing or malformed: {error}") from error


def with_grants(seed: Seed, policy: Policy, on: date) -> Seed:
    """The same people with what the policy gives them on the day ``on``."""
    return replace(seed, people=tuple(_granted(seed, each, policy, on) for each in seed.people))


def _granted(seed: Seed, person: Person, policy: Policy, on: date) -> Person:
    held = seed.grants_of(person, policy, on)
    return replace(
        person,
        posts=held.posts,
        grants=held.grants,
        modules=held.modules,
        working_post=held.working_post(person.working_post),
    )


def _facts(raw: Mapping[str, Any]) -> Mapping[str, Fact]:
    return {
        name: Fact(source=fact["source"], verified=fact["verified"]) for name, fact in raw.items()
    }


def _unit(raw: Mapping[str, Any]) -> Unit:
    return Unit(
        code=raw["code"],
        kind=raw["kind"],
        name={language: raw["name"][language] for language in ("vi", "en")},
        valid_from=_day(raw["from"]),
        valid_to=_day(raw["to"]) if "to" in raw else None,
        successors=tuple(raw.get("successors", ())),
        site=raw.get("site", False),
    )


def _person(raw: Mapping[str, Any], mail_domain: str) -> Person:
    return Person(
        staff_id=UUID(raw["staff_id"]),
        username=raw["username"],
        name=f"{raw['family_name']} {raw['given_name']}",
        family_name=raw["family_name"],
        given_name=raw["given_name"],
        email=f"{raw['username']}@{mail_domain}",
        status=raw.get("status", "active"),
    )


def _post(raw: Mapping[str, Any], person: Mapping[str, Any]) -> PostRecord:
    return PostRecord(
        id=UUID(raw["id"]),
        holder=UUID(person["staff_id"]),
        unit=raw["unit"],
        title=raw["title"],
        acting=raw.get("acting", False),
        valid_from=_day(raw["from"]),
        valid_to=_day(raw["to"]) if "to" in raw else None,
    )


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"{value!r} must be a day written YYYY-MM-DD")
    return value
