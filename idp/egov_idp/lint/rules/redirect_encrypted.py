"""A code is sent to https, or to this very machine."""

from collections.abc import Iterator

from egov_idp.lint.addresses import is_loopback, split
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """Plain http anywhere else."""
    for client in realm.usable_clients:
        for field, address in client.addresses:
            parts = split(address)
            if parts.scheme == "http" and not is_loopback(parts.hostname):
                yield client.finding(field, f"holds {address}")


RULE = Rule(
    find=find,
    severity="error",
    why="Over plain http whoever carries the connection reads the code (RFC 9700, 2.6).",
    fix="Serve the platform over https: `./egov up --tls --domain NAME`.",
    covers=("ClientMustNotUseUnencryptedNonlocalRedirectUri",),
)
