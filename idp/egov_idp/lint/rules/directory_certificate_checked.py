"""Over TLS the directory's certificate is checked."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_WANTED = {"useTruststoreSpi": "always"}


def find(realm: Realm) -> Iterator[Finding]:
    """Stated as always."""
    for directory in realm.directories:
        yield from directory.unlike(_WANTED)


RULE = Rule(
    find=find,
    severity="error",
    why="TLS to whoever answers is no better than none: he who stands between reads every"
    " password.",
    fix="`useTruststoreSpi: always`.",
)
