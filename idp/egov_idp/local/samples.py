"""Data to try a platform with, put in by its modules in the name of the people of the seed."""

from collections.abc import Iterable
from functools import partial

from egov_kit import samples
from egov_kit.kit import utc_now
from egov_kit.module import Module
from egov_kit.person import Person, choose_working_post
from egov_kit.settings import Settings
from egov_ldap import entries

from egov_idp.people import seed
from egov_idp.policy import rules
from egov_idp.policy.day import today


def fill(settings: Settings, tenant: str, modules: Iterable[Module]) -> None:
    """Let each module fill its migrated store, if that is empty; never in production."""
    if settings.environment == "production":
        return
    for module in modules:
        samples.fill(settings, tenant, module, partial(_staff, settings, tenant), now=utc_now())


def _staff(settings: Settings, tenant: str) -> list[Person]:
    """Those who may sign in."""
    found = seed.of_tenant(tenant, rules.of_tenant(tenant), today())
    issuer = settings.tenants[tenant].issuer
    return [_seen(issuer, tenant, each) for each in found.people if each.status == "active"]


def _seen(issuer: str, tenant: str, person: entries.Person) -> Person:
    """Somebody as a token would tell of them."""
    return Person(
        iss=issuer,
        sub=str(person.staff_id),
        staff_id=person.staff_id,
        tenant=tenant,
        username=person.username,
        name=person.name,
        posts=person.posts,
        post=choose_working_post(person.posts, person.working_post),
        grants=person.grants,
        acr=None,
        auth_time=None,
        sid=None,
    )
