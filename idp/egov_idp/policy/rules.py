"""The policy in force: titles, kinds of units and the rules that turn posts into rights.

Three layers, the higher one decides: ``module.toml`` of each module, ``realms/_policy.yaml``, the
``policy`` section of ``realms/<tenant>.yaml``. A layer that names a right replaces all that lower
layers say of this right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from egov_kit.module import Module, discover

from egov_idp.local.layout import ROOT
from egov_idp.policy.errors import PolicyInvalid

REALMS = ROOT / "realms"

Names = Mapping[str, Mapping[str, str]]

_RULE_KEYS = {"grant", "titles", "units", "from", "until", "basis", "verified"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Whoever holds one of ``titles`` in a unit of one of the kinds ``units`` has ``role``.

    ``start`` and ``end`` are the first and the last day; ``basis`` says by which law, and
    ``verified`` whether somebody has read it there. ``origin`` is the file that says so.
    """

    module: str
    role: str
    titles: frozenset[str]
    units: frozenset[str]
    start: date | None = None
    end: date | None = None
    basis: str | None = None
    verified: bool = True
    origin: str = ""

    @property
    def right(self) -> str:
        """``module.role``."""
        return f"{self.module}.{self.role}"

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What one province goes by."""

    titles: Names = field(default_factory=dict)
    unit_kinds: Names = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


def of_tenant(tenant: str) -> Policy:
    """The policy of ``tenant`` as this checkout and the installed modules have it."""
    return load(REALMS, tenant, discover())


def load(realms: Path, tenant: str, modules: Iterable[Module]) -> Policy:
    """The policy of ``tenant`` from the folder ``realms``; raises `PolicyInvalid`.

    A province without a file of its own goes by the common policy.
    """
    known = tuple(modules)
    base, own = realms / "_policy.yaml", realms / f"{tenant}.yaml"
    overlay = (_yaml(own).get("policy") or {}) if own.is_file() else {}
    policy = Policy(rules=tuple(_defaults(known)))
    for path, section in ((base, _yaml(base)), (own, overlay)):
        policy = _over(policy, section, path)
        _check(policy, known, path)
    return policy


def _defaults(modules: Iterable[Module]) -> Iterable[Rule]:
    for module in modules:
        for grant in module.grants:
            yield Rule(
                module=module.name,
                role=grant.role,
                titles=frozenset(grant.titles),
                units=frozenset(grant.units),
                origin=f"module.toml of {module.name}",
            )


def _over(below: Policy, section: Mapping[str, Any], path: Path) -> Policy:
    if unknown := sorted(set(section) - {"titles", "unit_kinds", "rules"}):
        raise PolicyInvalid(path, f"unknown key {', '.join(unknown)}")
    try:
        own = tuple(_rule(each, f"realms/{path.name}") for each in section.get("rules", ()))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PolicyInvalid(path, f"a rule is missing something or malformed: {error}") from error
    decided = {rule.right for rule in own}
    return Policy(
        titles={**below.titles, **_names(section, "titles", path)},
        unit_kinds={**below.unit_kinds, **_names(section, "unit_kinds", path)},
        rules=(*(rule for rule in below.rules if rule.right not in decided), *own),
    )


def _names(section: Mapping[str, Any], key: str, path: Path) -> Names:
    found = section.get(key, {})
    if not isinstance(found, Mapping) or not all(isinstance(n, Mapping) for n in found.values()):
        raise PolicyInvalid(path, f"{key} must be written CODE: {{ vi: …, en: … }}")
    return found


def _rule(raw: Mapping[str, Any], origin: str) -> Rule:
    if unknown := sorted(set(raw) - _RULE_KEYS):
        raise ValueError(f"unknown key {', '.join(unknown)}")
    module, dot, role = raw["grant"].partition(".")
    if not (module and dot and role):
        raise ValueError(f"grant {raw['grant']!r} must be written module.role")
    return Rule(
        module=module,
        role=role,
        titles=frozenset(raw["titles"]),
        units=frozenset(raw["units"]),
        start=_day(raw.get("from")),
        end=_day(raw.get("until")),
        basis=raw.get("basis"),
        verified=raw.get("verified", True),
        origin=origin,
    )


def _day(value: object) -> date | None:
    if value is None or type(value) is date:
        return value
    raise ValueError(f"{value!r} must be a day written YYYY-MM-DD")


def _check(policy: Policy, modules: Iterable[Module], path: Path) -> None:
    rights = {f"{module.name}.{role}" for module in modules for role in module.roles}
    for code, names in (*policy.titles.items(), *policy.unit_kinds.items()):
        if set(names) != {"vi", "en"}:
            raise PolicyInvalid(path, f"{code}: a name must be given in vi and en, and no more")
    for rule in policy.rules:
        if rule.right not in rights:
            raise PolicyInvalid(path, f"no module has the right {rule.right}")
        if unknown := sorted(rule.titles - set(policy.titles)):
            raise PolicyInvalid(path, f"{rule.right}: unknown title {', '.join(unknown)}")
        if unknown := sorted(rule.units - set(policy.unit_kinds)):
            raise PolicyInvalid(path, f"{rule.right}: unknown kind of unit {', '.join(unknown)}")


def _yaml(path: Path) -> Mapping[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PolicyInvalid(path, str(error)) from error
    if not isinstance(raw, dict):
        raise PolicyInvalid(path, "must be a mapping")
    return raw
