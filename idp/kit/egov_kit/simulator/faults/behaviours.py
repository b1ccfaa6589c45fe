"""Rules of its own that a provider forgets, and refusals out of turn."""

from egov_kit.simulator.faults.model import N_, Fault


def _row(name: str, at: tuple[str, ...], what: str, breaks: str | None) -> Fault:
    return Fault(name=name, kind="behaviour", at=at, what=what, breaks=breaks)


BEHAVIOURS = (
    _row(
        "pkce-unchecked",
        ("auth", "token"),
        N_("PKCE is neither asked for nor compared"),
        "RFC 7636 4.6",
    ),
    _row("code-reusable", ("token",), N_("a code is good more than once"), "RFC 6749 4.1.2"),
    _row("par-reusable", ("par",), N_("a pushed request is good more than once"), "RFC 9126 4"),
    _row("refresh-refused", ("refresh",), N_("a refresh is answered with invalid_grant"), None),
    _row("refresh-500", ("refresh",), N_("a refresh is answered with status 500"), None),
    _row(
        "refresh-other-sub",
        ("refresh",),
        N_("a refresh brings tokens of another person"),
        "OIDC Core 12.2",
    ),
    _row(
        "dpop-nonce-wanted",
        ("token", "userinfo"),
        N_("a proof of a key must hold a nonce that the answer gives"),
        None,
    ),
    _row(
        "exchange-refused",
        ("exchange",),
        N_("a token exchange is refused: the audience is not available"),
        None,
    ),
    _row(
        "logout-twice",
        ("logout_token",),
        N_("the same logout token is sent twice"),
        "Back-Channel Logout 2.6",
    ),
    _row(
        "logout-is-id-token",
        ("logout_token",),
        N_("an ID token is sent as the logout token"),
        "RFC 8725 3.11",
    ),
    _row(
        "logout-untold",
        ("logout_token",),
        N_("applications are not told that a session is over"),
        None,
    ),
)
"""What the provider itself does wrong."""
