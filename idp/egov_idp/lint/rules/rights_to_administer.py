"""Rights at Keycloak's admin interface are given to nobody by a role, a group or a scope."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Json, Realm
from egov_idp.lint.rule import Rule
from egov_idp.realms.clients import ADMIN_API, PEOPLE_API, PEOPLE_RIGHTS


def find(realm: Realm) -> Iterator[Finding]:
    """Composite roles of the realm, groups with all below them, and scopes of clients."""
    roles = (realm.says("roles") or {}).get("realm") or []
    for role in roles:
        within = (role.get("composites") or {}).get("client") or {}
        if within.get(ADMIN_API):
            yield Finding(object=f"role {role['name']}", field="composites", text=_holds(within))
    for group in _all(realm.says("groups") or []):
        given = group.get("clientRoles") or {}
        if given.get(ADMIN_API):
            name = group.get("path") or group["name"]
            yield Finding(object=f"group {name}", field="clientRoles", text=_holds(given))
    for mapping in (realm.says("clientScopeMappings") or {}).get(ADMIN_API) or []:
        holder = mapping.get("client") or mapping.get("clientScope")
        if holder != PEOPLE_API or set(mapping["roles"]) - set(PEOPLE_RIGHTS):
            text = _holds({ADMIN_API: mapping["roles"]})
            yield Finding(object=f"client {holder}", field="clientScopeMappings", text=text)


def _all(groups: list[Json]) -> Iterator[Json]:
    for group in groups:
        yield group
        yield from _all(group.get("subGroups") or [])


def _holds(given: Json) -> str:
    return f"holds {', '.join(sorted(given[ADMIN_API]))} of {ADMIN_API}"


RULE = Rule(
    find=find,
    severity="error",
    why="Delegates get our console, never raw rights: those have been escalated (26.7.1 closed"
    " five such holes).",
    fix="Take the role away; what a person may do follows from their posts.",
    covers=("GroupWithSensitiveRole", "RoleWithSensitiveAssociatedRole"),
)
