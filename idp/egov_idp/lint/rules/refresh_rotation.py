"""A refresh token of a public client is good once."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Rotation where there is a public client; and where there is rotation, no second use."""
    rotating = realm.says("revokeRefreshToken") is True
    if rotating and realm.says("refreshTokenMaxReuse") != 0:
        yield realm.finding("refreshTokenMaxReuse", said(realm.says("refreshTokenMaxReuse")))
    for client in realm.usable_clients:
        refreshes = client.attribute("use.refresh.tokens") != "false"
        if client.public and client.open_id and refreshes and not rotating:
            text = f"{said(client.says('publicClient'))}, and its refresh tokens are not rotated"
            yield client.finding("publicClient", text)


RULE = Rule(
    find=find,
    severity="error",
    why="Nothing proves that a public client's refresh token comes from that client: RFC 9700"
    " asks to rotate it, so that a stolen one shows. A confidential client that lost one"
    " answer would lose its session by rotation, so a realm without public clients does"
    " without.",
    fix="Make the client confidential, or give it no refresh tokens (`use.refresh.tokens:"
    " false`), or set `revokeRefreshToken: true` and `refreshTokenMaxReuse: 0`.",
    covers=("RefreshTokensShouldBeRevokedAfterUse", "RefreshTokenReuseCountShouldBeZero"),
)
