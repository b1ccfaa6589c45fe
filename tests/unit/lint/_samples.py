"""For each rule what it must find: small changes of a realm that is as it should be."""

from typing import Final

from tests.unit.lint import _samples_clients, _samples_people, _samples_settings
from tests.unit.lint._edits import (
    Edit,
    attribute,
    both,
    client,
    directory,
    extra_client,
    key_size,
    password_rule,
    saml_client,
    setting,
    within,
)

SAMPLES: Final[dict[str, tuple[Edit, ...]]] = {
    **_samples_clients.SAMPLES,
    **_samples_people.SAMPLES,
    **_samples_settings.SAMPLES,
}

ALLOWED: Final[dict[str, Edit]] = {
    "a reference in place of a secret": client("onestop", "secret", "${secret:danang/x}"),
    "what Keycloak shows of a secret": within("smtpServer", "password", "**********"),
    "a client by hand that is as it should be": extra_client(),
    "a good SAML client": saml_client(),
    "two keys during a rotation": attribute(
        "onestop", "jwks.string", '{"keys": [{"kty": "EC", "kid": "a"}, {"kty": "EC", "kid": "b"}]}'
    ),
    "strong signing keys": key_size("2048"),
    "addresses after sign-out as after sign-in": attribute(
        "onestop", "post.logout.redirect.uris", "+"
    ),
    "shorter sessions": setting("ssoSessionMaxLifespan", 3600),
    "a reset that is off": both(
        setting("resetPasswordAllowed", False),
        lambda realm: realm.update(resetCredentialsFlow=realm["directGrantFlow"]),
    ),
    "mail on this machine in the clear": both(
        within("smtpServer", "ssl", "false"), within("smtpServer", "host", "localhost")
    ),
    "plain http on this machine": client(
        "onestop", "redirectUris", ["http://onestop.danang.localhost:8000/oidc/callback"]
    ),
    "StartTLS": both(directory("connectionUrl", "ldap://10.0.0.1"), directory("startTls", "true")),
    "a stated strong hash": password_rule(
        "length(14)", "hashAlgorithm(pbkdf2-sha512) and hashIterations(210000) and length(14)"
    ),
}
"""Changes that no rule may find anything in."""
