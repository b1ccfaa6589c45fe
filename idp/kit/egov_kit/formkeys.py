"""A module's own keys: they sign form tokens and small cookies, and seal tokens in its rows.

They lie in ``<secrets_dir>/web/<module>``, one a line. The first one is used; what the others
signed or sealed stays good until their line is taken out.
"""

import secrets
from pathlib import Path

from egov_kit.files import write_once
from egov_kit.settings import Settings


def key_file(settings: Settings, module: str) -> Path:
    """Where they lie; made once, by whichever process comes first."""
    path = settings.secrets_dir / "web" / module
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, secrets.token_urlsafe(48))
    return path


def read_keys(path: Path) -> tuple[str, ...]:
    """The keys in that file, the one to use first; raises `ValueError` if there is none."""
    found = tuple(path.read_text(encoding="utf-8").split())
    if not found or min(map(len, found)) < _SHORTEST:
        raise ValueError(f"{path} needs keys of at least {_SHORTEST} characters, one a line")
    return found


_SHORTEST = 20
