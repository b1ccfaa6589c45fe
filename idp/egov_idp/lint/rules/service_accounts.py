"""One client acts in its own name: the people service, with one right."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.realms.clients import ADMIN_API, PEOPLE_API, PEOPLE_RIGHTS


def find(realm: Realm) -> Iterator[Finding]:
    """Who has a service account, what else it can do, and what the account may."""
    for client in realm.usable_clients:
        if client.says("serviceAccountsEnabled") is True:
            if client.name != PEOPLE_API:
                yield client.finding("serviceAccountsEnabled", "is true")
            if client.signs_people_in or client.says("directAccessGrantsEnabled"):
                yield client.finding("serviceAccountsEnabled", "stands beside another flow")
            if client.public:
                yield client.finding("publicClient", "is true")
    for user in realm.says("users") or []:
        account = f"service account {user.get('serviceAccountClientId') or user['username']}"
        for role in _too_many(user.get("realmRoles"), user.get("clientRoles")):
            yield Finding(object=account, field="roles", text=f"hold {role}")
        for group in user.get("groups") or []:
            yield Finding(object=account, field="groups", text=f"hold {group}")


def _too_many(of_realm: list[str] | None, of_clients: dict[str, list[str]] | None) -> list[str]:
    named = [f"{client}/{role}" for client, roles in (of_clients or {}).items() for role in roles]
    own = [role for role in of_realm or [] if not role.startswith("default-roles-")]
    return [each for each in (*own, *named) if each not in _ALLOWED]


_ALLOWED = {f"{ADMIN_API}/{right}" for right in PEOPLE_RIGHTS}

RULE = Rule(
    find=find,
    severity="error",
    why="A service account is a person nobody knows, with a key on a disk; whatever it may do,"
    " whoever holds the key may. Raw rights of administration have been escalated.",
    fix="Ask the people service instead, by token exchange; it decides who may do what.",
    covers=(
        "ClientWithServiceAccountAndOtherFlowEnabled",
        "ServiceAccountWithSensitiveRole",
        "ServiceAccountWithGroup",
    ),
)
