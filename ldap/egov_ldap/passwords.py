"""Passwords as the directory stores them: ``{ARGON2}`` hashes.

slapd hashes by itself when Keycloak sets a password (Password Modify); this is for the entries
that are loaded before slapd runs. Both use the same cost: 19 MiB, 2 passes, 1 lane, the smallest
of OWASP's password storage recommendations, about 20 ms of one core per sign-in.
"""

from argon2 import PasswordHasher

MEMORY_KIB = 19456
PASSES = 2
LANES = 1

_hasher = PasswordHasher(memory_cost=MEMORY_KIB, time_cost=PASSES, parallelism=LANES)


def hashed(password: str) -> str:
    """A fresh ``userPassword`` value for ``password``."""
    return "{ARGON2}" + _hasher.hash(password)
