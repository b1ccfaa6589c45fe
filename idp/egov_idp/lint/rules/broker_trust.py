"""An outside identity provider proves no address, and its tokens are kept nowhere."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Its addresses are not taken for proved, and its tokens not stored."""
    for broker in realm.brokers:
        for field in ("trustEmail", "storeToken", "addReadTokenRoleOnCreate"):
            if broker.says(field):
                yield broker.finding(field, said(broker.says(field)))


RULE = Rule(
    find=find,
    severity="error",
    why="An address that is trusted unseen takes over the account of whoever has it here; a"
    " stored token is a second password in our database.",
    fix="`trustEmail: false`, `storeToken: false`, `addReadTokenRoleOnCreate: false`.",
)
