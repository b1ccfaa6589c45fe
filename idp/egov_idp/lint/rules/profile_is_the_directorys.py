"""What is known of a person comes from the directory, and they change none of it themselves."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_UNMANAGED = "unmanagedAttributePolicy"
_SHUT = (None, "DISABLED", "ADMIN_VIEW")


def find(realm: Realm) -> Iterator[Finding]:
    """The profile is there, keeps to declared attributes, and lets nobody edit their own."""
    profile = realm.profile
    if not profile:
        yield realm.finding("user profile", "is not stated")
    if profile.get(_UNMANAGED) not in _SHUT:
        yield realm.finding("user profile", f"{_UNMANAGED} is {profile[_UNMANAGED]}")
    for attribute in profile.get("attributes") or []:
        if "user" in (attribute.get("permissions") or {}).get("edit", []):
            yield realm.finding("user profile", f"lets people edit {attribute['name']}")


RULE = Rule(
    find=find,
    severity="error",
    why="Tokens are made of these attributes: who can write `egovGrant` gives themselves"
    " rights. An attribute that is not declared is dropped, so the profile must be stated.",
    fix="Leave the profile as `egov_idp/realms/federation.py` declares it.",
    covers=(
        "UsingNonDefaultUserAttributesInClientsWithoutUserProfilesFeatureIsDangerous",
        "UsingNonDefaultUserAttributesInScopesWithoutUserProfilesFeatureIsDangerous",
    ),
)
