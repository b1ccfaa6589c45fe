"""A secret is a reference, or what Keycloak shows in its place; never a value."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Json, Realm
from egov_idp.lint.references import is_reference
from egov_idp.lint.rule import Rule

_SECRETS = {
    *("secret", "clientSecret", "bindCredential", "password", "privateKey", "secretData"),
    *("registrationAccessToken", "keyPassword", "keystorePassword", "keyTab"),
}
_MASK = "**********"


def find(realm: Realm) -> Iterator[Finding]:
    """Every field of the whole document that holds a secret."""
    for path, value in _secrets(realm.document, ()):
        if value != _MASK and not is_reference(value):
            yield realm.finding(".".join(path), "holds a value")


def _secrets(said: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(said, list):
        for place, each in enumerate(said):
            yield from _secrets(each, (*path, _name(each, place)))
    elif isinstance(said, dict):
        for key, value in said.items():
            one = value[0] if isinstance(value, list) and len(value) == 1 else value
            if key in _SECRETS and isinstance(one, str) and one:
                yield (*path, key), one
            else:
                yield from _secrets(value, (*path, key))


def _name(said: Json | object, place: int) -> str:
    named = said if isinstance(said, dict) else {}
    return str(named.get("clientId") or named.get("alias") or named.get("name") or place)


RULE = Rule(
    find=find,
    severity="error",
    why="What is written into a document is in its backups, its history and on screens.",
    fix="Put the value into the secret store and leave `${secret:<reference>}` in its place.",
)
