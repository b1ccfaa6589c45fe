"""A module of the platform as its ``module.toml`` describes it.

That file is the single source: the kit builds the Flask app from it, the realm document its
Keycloak client, scopes and addresses, the portal its tile.
"""

import importlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal

from egov_kit.errors import ModuleInvalid

ENTRY_POINTS = "egov.modules"

Kind = Literal["module", "portal", "api"]

_NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
_KEYS = {
    "name", "kind", "title", "summary", "category", "audience", "roles", "second_factor",
    "scopes", "calls", "grants",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class GrantRule:
    """Whoever holds a post with one of ``titles`` in a unit of one of ``units`` gets ``role``."""

    role: str
    titles: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Module:
    """One module: its names, its roles and whom it may call.

    ``name`` is also the Keycloak client id, the audience of its tokens and the first label of its
    host name. ``kind`` says how it is reached: a ``module`` is gated by its own name; the
    ``portal`` lives at the province's own host and every active person may enter it; an ``api``
    takes only bearer tokens and starts no sign-in. ``audience`` says who may open it: ``staff``
    needs one of its rights, ``anyone`` may come from any provider, where there are no rights.
    ``package`` is the import name of its code.
    """

    name: str
    package: str
    kind: Kind
    title: Mapping[str, str]
    summary: Mapping[str, str]
    category: str
    audience: Literal["staff", "anyone"]
    roles: tuple[str, ...]
    second_factor: tuple[str, ...]
    scopes: tuple[str, ...]
    calls: tuple[str, ...]
    grants: tuple[GrantRule, ...]

    @property
    def gate(self) -> str:
        """The client attribute ``egov.module``: ``open`` lets every active person in."""
        return self.name if self.kind == "module" and self.audience == "staff" else "open"


def load(path: Path, package: str) -> Module:
    """Read one ``module.toml``; raises `ModuleInvalid` that names the file and the mistake."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ModuleInvalid(path, str(error)) from error
    if unknown := sorted(set(raw) - _KEYS):
        raise ModuleInvalid(path, f"unknown key {', '.join(unknown)}")
    try:
        module = _read(raw, package)
    except (KeyError, TypeError, AttributeError) as error:
        raise ModuleInvalid(path, f"missing or malformed: {error}") from error
    if mistake := _mistake(module):
        raise ModuleInvalid(path, mistake)
    return module


def discover() -> tuple[Module, ...]:
    """Every installed module, sorted by name.

    An entry point of the group ``egov.modules`` names a package: with a ``module.toml`` it is one
    module, without it every sub-package that has one is a module. Raises `ModuleInvalid`, also
    when two call themselves the same.
    """
    found: dict[str, Module] = {}
    for module in (m for e in entry_points(group=ENTRY_POINTS) for m in _in_package(e.value)):
        if (other := found.setdefault(module.name, module)) is not module:
            path = Path(module.package, "module.toml")
            raise ModuleInvalid(path, f"name {module.name!r} is that of {other.package} already")
    return tuple(found[name] for name in sorted(found))


def _in_package(package: str) -> Iterator[Module]:
    imported = importlib.import_module(package)
    folder = Path(next(iter(imported.__path__)))
    if (own := folder / "module.toml").is_file():
        yield load(own, package)
        return
    for path in sorted(folder.glob("*/module.toml")):
        yield load(path, f"{package}.{path.parent.name}")


def _read(raw: Mapping[str, Any], package: str) -> Module:
    return Module(
        name=raw["name"],
        package=package,
        kind=raw.get("kind", "module"),
        title=dict(raw["title"]),
        summary=dict(raw["summary"]),
        category=raw["category"],
        audience=raw["audience"],
        roles=tuple(raw["roles"]),
        second_factor=tuple(raw.get("second_factor", ())),
        scopes=tuple(raw["scopes"]),
        calls=tuple(raw["calls"]),
        grants=tuple(
            GrantRule(role=g["role"], titles=tuple(g["titles"]), units=tuple(g["units"]))
            for g in raw.get("grants", ())
        ),
    )


def _mistake(module: Module) -> str | None:
    if not _NAME.fullmatch(module.name) or module.name == "open":
        return f"name {module.name!r} must be lower-case letters, digits and hyphens, not 'open'"
    if module.kind not in ("module", "portal", "api"):
        return f"kind {module.kind!r} must be module, portal or api"
    if module.audience not in ("staff", "anyone"):
        return f"audience {module.audience!r} must be staff or anyone"
    for texts in (module.title, module.summary):
        if set(texts) != {"vi", "en"}:
            return "title and summary must be given in vi and en"
    used = {g.role for g in module.grants} | set(module.second_factor)
    if unknown := sorted(used - set(module.roles)):
        return f"role {', '.join(unknown)} is not in roles"
    return None
