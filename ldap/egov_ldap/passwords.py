"""Passwords as the directory stores them: ``{ARGON2}`` hashes.

slapd hashes by itself when Keycloak sets a password (Password Modify); this is for the entries
that are loaded before slapd runs. Both use the same cost: 19 MiB, 2 passes, 1 lane, the smallest
of OWASP's password storage recommendations, about 20 ms of one core per sign-in.
"""

from uuid import UUID

from argon2 import PasswordHasher

from egov_ldap import tree
from egov_ldap.connection import Connections
from egov_ldap.errors import AccountRefused

MEMORY_KIB = 19456
PASSES = 2
LANES = 1

_quick = PasswordHasher(memory_cost=1024, time_cost=1, parallelism=1)
_hasher = PasswordHasher(memory_cost=MEMORY_KIB, time_cost=PASSES, parallelism=LANES)


def hashed(password: str) -> str:
    """A fresh ``userPassword`` value for ``password``."""
    return "{ARGON2}" + _hasher.hash(password)


def hashed_secret(secret: str) -> str:
    """A fresh ``userPassword`` value for a generated secret of a service account.

    Nobody guesses 140 random bits however fast they can try, and these accounts sign in anew for
    every connection.
    """
    return "{ARGON2}" + _quick.hash(secret)


def signs_in(url: str, tenant: str, staff_id: UUID, password: str) -> bool:
    """Whether that is the person's password now; raises one of the directory's errors."""
    connections = Connections(url, tree.person(tenant, staff_id), password)
    try:
        connections.ask(lambda _: None)
    except AccountRefused:
        return False
    finally:
        connections.close()
    return True
