"""A SAML client signs, is answered encrypted, and takes an answer once."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_ON = (
    "saml.assertion.signature",
    "saml.client.signature",
    "saml.encrypt",
    "saml.onetimeuse.condition",
)
_ALGORITHM = "saml.signature.algorithm"
_GOOD = ("RSA_SHA256", "RSA_SHA512", "RSA_SHA256_MGF1", "RSA_SHA512_MGF1")


def find(realm: Realm) -> Iterator[Finding]:
    """What it must state, and the algorithm."""
    for client in realm.usable_clients:
        if client.says("protocol") != "saml":
            continue
        for name in _ON:
            if client.attribute(name) != "true":
                yield client.about(name, said(client.attribute(name)))
        if client.attribute(_ALGORITHM) not in _GOOD:
            yield client.about(_ALGORITHM, said(client.attribute(_ALGORITHM)))


RULE = Rule(
    find=find,
    severity="error",
    why="An assertion that is not signed is written by whoever carries it, one that is not"
    " encrypted is read by them, and one without OneTimeUse is sent again.",
    fix="Set the attribute to `true`, the algorithm to `RSA_SHA256`; better, use OpenID Connect.",
    covers=(
        "SamlClientWithAssertionSignatureDisabled",
        "SamlClientWithClientSignatureDisabled",
        "SamlClientWithEncryptionDisabled",
        "SamlClientWithWeakSignatureAlgorithm",
        "SamlClientWithoutOneTimeUseCondition",
    ),
)
