"""A SAML identity provider is asked by signature, and answers signed, encrypted and by POST."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_ON = (
    "wantAssertionsSigned",
    "wantAssertionsEncrypted",
    "wantAuthnRequestsSigned",
    "postBindingResponse",
)


def find(realm: Realm) -> Iterator[Finding]:
    """Each that is not stated as on."""
    for broker in realm.brokers:
        if broker.saml:
            yield from broker.unlike(dict.fromkeys(_ON, "true"))


RULE = Rule(
    find=find,
    severity="error",
    why="An assertion in an address is kept in logs, one that is not encrypted is read on its"
    " way, and a signed envelope says nothing of what lies in it.",
    fix="Set the entry to `true`.",
    covers=(
        "SamlIdentityProviderWithoutSignedAssertions",
        "SamlIdentityProviderWithoutEncryptedAssertions",
        "SamlIdentityProviderWithoutSignedAuthnRequests",
        "SamlIdentityProviderWithoutPostBindingResponse",
    ),
)
