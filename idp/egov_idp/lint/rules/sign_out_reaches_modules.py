"""A module is told when the session has ended."""

from collections.abc import Iterator

from egov_idp.lint.addresses import split
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Client, Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """The back channel of every client that people sign in from, with the session's number."""
    for client in realm.sign_in_clients:
        if not client.open_id or leads_nowhere(client):
            continue
        if not client.attribute("backchannel.logout.url"):
            yield client.about("backchannel.logout.url", "is not stated")
        for name in (
            "backchannel.logout.session.required",
            "backchannel.logout.revoke.offline.tokens",
        ):
            if client.attribute(name) != "true":
                yield client.about(name, said(client.attribute(name)))


def leads_nowhere(client: Client) -> bool:
    """Whether no browser can be sent back by it: there is nobody to tell (``.invalid``)."""
    hosts = [split(address).hostname or "" for _, address in client.addresses]
    return bool(hosts) and all(host.endswith(".invalid") for host in hosts)


RULE = Rule(
    find=find,
    severity="error",
    why="Who signs out at one module is signed out of all; a module that is not told stays"
    " open at a counter until its own limits.",
    fix="`backchannel.logout.url` at the module's internal address, both attributes `true`.",
)
