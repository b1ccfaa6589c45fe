"""Mail leaves this machine encrypted, and a password for it never otherwise."""

from collections.abc import Iterator

from egov_idp.lint.addresses import is_loopback
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """TLS from the first byte or by STARTTLS, unless the server is on this machine."""
    server = realm.says("smtpServer") or {}
    encrypted = "true" in (server.get("ssl"), server.get("starttls"))
    if server and not encrypted and not is_loopback(server.get("host")):
        yield realm.finding("smtpServer", f"{server.get('host')} is spoken to in the clear")
    elif server.get("auth") == "true" and not encrypted:
        yield realm.finding("smtpServer", "is sent a password in the clear")


RULE = Rule(
    find=find,
    severity="error",
    why="Mail carries links that set passwords; whoever reads one on its way takes the account.",
    fix="`EGOV_SMTP_SECURITY=tls`, or `starttls`.",
)
