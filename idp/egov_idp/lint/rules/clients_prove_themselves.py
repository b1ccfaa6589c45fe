"""A client proves who it is by a signature, not by a word that is passed on."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_STRONG = ("client-jwt", "client-x509")
_ALGORITHM = "token.endpoint.auth.signing.alg"


def find(realm: Realm) -> Iterator[Finding]:
    """How it authenticates, and that the algorithm is pinned."""
    for client in realm.usable_clients:
        if client.public or not client.open_id:
            continue
        how, algorithm = client.says("clientAuthenticatorType"), client.attribute(_ALGORITHM)
        if how not in _STRONG:
            yield client.finding("clientAuthenticatorType", said(how))
        elif how == "client-jwt" and not (algorithm or "").startswith(("RS", "PS", "ES", "Ed")):
            yield client.about(_ALGORITHM, said(algorithm))


RULE = Rule(
    find=find,
    severity="error",
    why="A client secret lies in two places and goes over the wire with each request; the"
    " rotation of secrets is a preview in Keycloak. A key stays where it was made (RFC"
    " 9700, 2.5).",
    fix="`clientAuthenticatorType: client-jwt` with the public key in `jwks.string`; for an"
    " outside module that cannot, an exception with an end date.",
    covers=("ClientAuthenticationViaMTLSOrJWTRecommended",),
)
