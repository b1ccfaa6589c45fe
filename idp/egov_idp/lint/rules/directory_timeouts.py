"""A directory that hangs costs a sign-in seconds."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import counted, said
from egov_idp.realms import limits

_MOST = {
    "connectionTimeout": limits.CONNECT_MILLISECONDS,
    "readTimeout": limits.READ_MILLISECONDS,
}


def find(realm: Realm) -> Iterator[Finding]:
    """Both, stated and short."""
    for directory in realm.directories:
        for key, most in _MOST.items():
            stated = directory.value(key)
            if not 0 < counted(stated) <= most:
                yield directory.about(key, said(stated))


RULE = Rule(
    find=find,
    severity="error",
    why="Without them a refresh hung over 20 seconds and its token was spent; with 1 and 2"
    " seconds it failed in 2.1 and the token was still good.",
    fix="`directory.connect_milliseconds` at most 1000, `read_milliseconds` at most 2000.",
)
