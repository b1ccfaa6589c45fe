"""A tenant's whole directory as LDIF: folders, service accounts, units, posts and people."""

from collections.abc import Iterator, Sequence
from typing import Literal

from egov_ldap import entries, ldif, tree
from egov_ldap.passwords import hashed, hashed_secret

from egov_idp.people.seed import Seed
from egov_idp.secrets import SecretStore

PASSWORD_LENGTH = 16
"""Of people's first passwords; four classes of characters and at least 14 are asked for."""

Kind = Literal["ldap", "people"]


def password_ref(tenant: str, kind: Kind, name: str) -> str:
    """Where the password of a service account or a person of the seed is kept."""
    return f"{tenant}/{kind}/{name}"


def to_ldif(seed: Seed, secrets: SecretStore) -> str:
    """Everything ``slapadd`` needs; passwords are made once and go in hashed."""
    return "".join(_entries(seed, secrets))


def _entries(seed: Seed, secrets: SecretStore) -> Iterator[str]:
    tenant = seed.tenant
    root = {"objectClass": ["organization"], "o": [tenant]}
    yield ldif.entry(tree.suffix(tenant), root)
    for name in tree.FOLDERS:
        folder = {"objectClass": ["organizationalUnit"], "ou": [name]}
        yield ldif.entry(tree.folder(tenant, name), folder)
    yield from _service_accounts(tenant, secrets)
    for unit in seed.units:
        yield ldif.entry(tree.unit(tenant, unit.code), entries.unit_attributes(unit))
    for post in seed.posts:
        yield ldif.entry(tree.post(tenant, post.id), entries.post_attributes(post))
    for person in seed.people:
        password = secrets.password(
            password_ref(tenant, "people", person.username), length=PASSWORD_LENGTH
        )
        attributes: dict[str, Sequence[str]] = dict(entries.person_attributes(person))
        attributes["userPassword"] = [hashed(password)]
        yield ldif.entry(tree.person(tenant, person.staff_id), attributes)


def _service_accounts(tenant: str, secrets: SecretStore) -> Iterator[str]:
    for account in tree.SERVICE_ACCOUNTS:
        password = secrets.password(password_ref(tenant, "ldap", account))
        attributes = {
            "objectClass": ["organizationalRole", "simpleSecurityObject"],
            "cn": [str(account)],
            "userPassword": [hashed_secret(password)],
        }
        yield ldif.entry(tree.service(tenant, account), attributes)
