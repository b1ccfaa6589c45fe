"""What an identity provider says is believed because it is signed."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """Signatures are checked, of OpenID Connect and of SAML."""
    for broker in realm.brokers:
        if broker.open_id or broker.saml:
            yield from broker.unlike({"validateSignature": "true"})


RULE = Rule(
    find=find,
    severity="error",
    why="Without the check whoever can send a token or an assertion is anybody they like.",
    fix="`validateSignature: true`, with the provider's keys.",
    covers=(
        "IdentityProviderWithSignatureVerificationDisabled",
        "SamlIdentityProviderWithSignatureVerificationDisabled",
    ),
)
