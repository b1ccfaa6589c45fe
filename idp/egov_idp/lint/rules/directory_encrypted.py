"""The directory is spoken to over TLS, or does not leave the machine."""

from collections.abc import Iterator

from egov_idp.lint.addresses import is_loopback, split
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """Each replica: ldaps, StartTLS, or loopback."""
    for directory in realm.directories:
        for url in directory.urls:
            parts = split(url)
            encrypted = parts.scheme == "ldaps" or directory.value("startTls") == "true"
            if not encrypted and not is_loopback(parts.hostname):
                yield directory.about("connectionUrl", f"holds {url}, in the clear")
        if not directory.urls:
            yield directory.about("connectionUrl", "is not stated")


RULE = Rule(
    find=find,
    severity="error",
    why="Every password that somebody types is sent to it; in the clear whoever carries the"
    " connection reads them all.",
    fix="`ldaps://` in every address, or the directory on the same machine.",
)
