"""Nobody's rights are more than an access token can carry."""

import json
from collections.abc import Iterator

from egov_ldap import Directory, Person
from egov_ldap.errors import DirectoryError

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Trial
from egov_idp.people.load import password_ref
from egov_idp.policy.derive import MOST_GRANTS
from egov_idp.secrets import SecretStore

MOST_BYTES = 6_000
_REST = 1_150
"""Header, signature, and the claims that are as long for everybody."""


def attempt(realm: Realm, secrets: SecretStore) -> Iterator[Finding]:
    """Everybody active, as the directory has them now."""
    password = secrets.find_password(password_ref(realm.name, "ldap", "writer")) or ""
    for url in (url for each in realm.directories for url in each.urls[:1]):
        directory = Directory(url=url, tenant=realm.name, account="writer", password=password)
        try:
            for person in directory.list_people(status="active"):
                yield from _too_much(person)
        except DirectoryError as error:
            text = f"could not be read at {url}: {error}"
            yield Finding(object="directory", field="people", text=text)
        finally:
            directory.close()


def _too_much(person: Person) -> Iterator[Finding]:
    name = f"person {person.staff_id}"
    if len(person.grants) > MOST_GRANTS:
        yield Finding(object=name, field="egovGrant", text=f"holds {len(person.grants)} values")
    if (size := token_bytes(person)) > MOST_BYTES:
        yield Finding(object=name, field="access token", text=f"would have {size} bytes")


def token_bytes(person: Person) -> int:
    """About how long an access token of that person is; never less than it is."""
    own = [person.name, person.username, *map(str, person.posts), *map(str, person.grants)]
    return len(json.dumps(own, ensure_ascii=False).encode()) * 4 // 3 + _REST


RULE = Trial(
    attempt=attempt,
    severity="error",
    why="A token travels in a header with each request, and servers refuse headers of 8 kB:"
    " whoever has too many rights could use none.",
    fix="`./egov person grants USERNAME` shows what each right follows from: rules that name a"
    " lower unit than they mean, or posts that nobody ended.",
)
