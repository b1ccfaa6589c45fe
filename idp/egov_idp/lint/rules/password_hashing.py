"""Where Keycloak hashes passwords itself, it does so slowly enough."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import counted

_LEAST = {"pbkdf2": 1_300_000, "pbkdf2-sha256": 600_000, "pbkdf2-sha512": 210_000}


def find(realm: Realm) -> Iterator[Finding]:
    """An algorithm or a number of rounds that was stated and is too weak."""
    policy = realm.password_policy
    algorithm, rounds = policy.get("hashAlgorithm"), policy.get("hashIterations")
    if algorithm is not None and algorithm not in {"argon2", *_LEAST}:
        yield realm.finding("passwordPolicy", f"asks for the algorithm {algorithm}")
    least = _LEAST.get(algorithm or "pbkdf2")
    if least and rounds is not None and counted(rounds) < least:
        yield realm.finding("passwordPolicy", f"asks for {rounds} rounds, not for {least}")


RULE = Rule(
    find=find,
    severity="error",
    why="Few rounds make stolen hashes cheap to guess (OWASP Password Storage). People's"
    " passwords are hashed by the directory; accounts of Keycloak's own would be by this.",
    fix="Take `hashAlgorithm` and `hashIterations` out of the policy: the default is Argon2.",
    covers=("PasswordHashingIterationsTooLow",),
)
