"""The directory is asked by its own account, follows nobody's referral, and trusts no Kerberos."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_WANTED = {
    "authType": "simple",
    "referral": "ignore",
    "allowKerberosAuthentication": "false",
    "useKerberosForPasswordAuthentication": "false",
}


def find(realm: Realm) -> Iterator[Finding]:
    """How it signs in there, and as whom."""
    for directory in realm.directories:
        yield from directory.unlike(_WANTED)
        if not (directory.value("bindDn") or "").startswith("cn=keycloak,ou=services,"):
            yield directory.about("bindDn", said(directory.value("bindDn")))


RULE = Rule(
    find=find,
    severity="error",
    why="Another account may write more than passwords; a referral sends people's passwords to"
    " whatever server an answer names.",
    fix="`./egov realm apply` brings the federation back.",
)
