"""Who can sign in to a platform that was started with the seed: ``./egov accounts``."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from egov_kit.grants import Post
from egov_kit.module import Module, discover
from egov_kit.settings import Tenant
from egov_ldap import Person

from egov_idp.people import seed as seeds
from egov_idp.people.load import first_password
from egov_idp.policy import rules
from egov_idp.policy.rules import Names, Policy
from egov_idp.secrets import SecretStore

Kind = Literal["officer", "leader", "clerk", "admin", "no-module"]

_LEADERS = {
    *("head", "deputy-head", "director", "deputy-director", "chair", "deputy-chair"),
    *("chief-of-office", "chief-inspector", "head-of-board", "institute-director"),
}


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody to sign in as.

    ``posts`` are for reading, in Vietnamese; ``modules`` are those whose tile the portal shows.
    """

    tenant: str
    portal_url: str
    username: str
    password: str
    kind: Kind
    posts: tuple[str, ...]
    modules: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The object ``./egov accounts --json`` prints."""
        return {**asdict(self), "posts": list(self.posts), "modules": list(self.modules)}


def accounts(
    secrets: SecretStore, tenants: Mapping[str, Tenant], *, on: date, scheme: str = "http"
) -> list[Account]:
    """Every active person of the seeds of ``tenants``, tenant by tenant.

    A password that was never made is made now, so the list is the same before and after the first
    start. A person who has changed theirs since is listed with the first one.
    """
    found: list[Account] = []
    for name, tenant in tenants.items():
        found += _of_tenant(name, f"{scheme}://{tenant.host}/", secrets, on)
    return found


def _of_tenant(tenant: str, portal_url: str, secrets: SecretStore, on: date) -> Iterable[Account]:
    modules, policy = discover(), rules.of_tenant(tenant)
    seed = seeds.of_tenant(tenant, policy, on)
    units = {unit.code: unit.name for unit in seed.units}
    for person in seed.people:
        if person.status == "active":
            yield Account(
                tenant=tenant,
                portal_url=portal_url,
                username=person.username,
                password=first_password(tenant, person.username, secrets),
                kind=_kind(person, modules),
                posts=tuple(_readable(post, policy, units) for post in person.posts),
                modules=_tiles(person, modules),
            )


def _tiles(person: Person, modules: Iterable[Module]) -> tuple[str, ...]:
    return tuple(m.name for m in modules if m.kind == "module" and m.name in person.modules)


def _kind(person: Person, modules: Iterable[Module]) -> Kind:
    titles = {post.title for post in person.posts}
    if "realm-admin" in titles:
        return "admin"
    if not _tiles(person, modules):
        return "no-module"
    if titles & _LEADERS:
        return "leader"
    return "clerk" if "clerk" in titles else "officer"


def _readable(post: Post, policy: Policy, units: Names) -> str:
    title, unit = policy.titles[post.title]["vi"], units[post.unit]["vi"]
    return f"{title}, {unit} ({post.unit})" + (", kiêm nhiệm" if post.acting else "")
