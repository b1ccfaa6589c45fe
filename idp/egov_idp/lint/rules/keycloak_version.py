"""The Keycloak that runs is the one that was tested."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """Told by a realm that runs; one that is only declared runs nowhere yet."""
    runs = realm.says("keycloakVersion")
    if runs and runs != realm.keycloak:
        yield realm.finding("keycloakVersion", f"is {runs}, not {realm.keycloak}")


RULE = Rule(
    find=find,
    severity="error",
    why="Only the newest version gets fixes, and the gate is tested against the version in"
    " `idp/keycloak/pom.xml` alone.",
    fix="Start the platform from this checkout: `./egov up`. The pinned version is raised there.",
    covers=("KeycloakVersionShouldBeUpToDate",),
)
