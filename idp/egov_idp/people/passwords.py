"""One-time passwords: to be read from paper or a telephone, and typed once."""

import secrets

# Without letters that look like another one: l and 1, O and 0.
_LOWER, _UPPER, _DIGITS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
_GROUPS = (_LOWER, _UPPER, _DIGITS, _LOWER)
_GROUP = 4


def one_time_password() -> str:
    """A fresh one, such as ``kwtz-RMPD-7394-hgfx``: 67 random bits, good by every realm's rules."""
    return "-".join("".join(secrets.choice(group) for _ in range(_GROUP)) for group in _GROUPS)
