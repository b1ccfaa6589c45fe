"""A tenant's whole directory as LDIF: folders, service accounts, units, posts and people."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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


def first_password(tenant: str, username: str, secrets: SecretStore) -> str:
    """The password a person of the seed starts with; made at the first use."""
    return secrets.password(password_ref(tenant, "people", username), length=PASSWORD_LENGTH)


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
    passwords = [first_password(tenant, each.username, secrets) for each in seed.people]
    for person, value in zip(seed.people, _all_hashed(passwords), strict=True):
        attributes: dict[str, Sequence[str]] = dict(entries.person_attributes(person))
        attributes["userPassword"] = [value]
        yield ldif.entry(tree.person(tenant, person.staff_id), attributes)


def _all_hashed(passwords: Iterable[str]) -> Iterable[str]:
    """Their hashes, made on all cores: hashing is slow on purpose, and most of the work here."""
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        return cores.map(hashed, passwords)


def _service_accounts(tenant: str, secrets: SecretStore) -> Iterator[str]:
    for account in tree.SERVICE_ACCOUNTS:
        password = secrets.password(password_ref(tenant, "ldap", account))
        attributes = {
            "objectClass": ["organizationalRole", "simpleSecurityObject"],
            "cn": [str(account)],
            "userPassword": [hashed_secret(password)],
        }
        yield ldif.entry(tree.service(tenant, account), attributes)
