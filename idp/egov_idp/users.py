"""Users of this machine."""

import pwd


def login_name(uid: int) -> str:
    """Who that is on this machine; one whom nobody has named is a number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
