"""The key that signs form tokens and the small cookie of people who are not signed in."""

import os
import secrets
import tempfile
from pathlib import Path

from egov_kit.module import Module
from egov_kit.settings import Settings


def form_key(settings: Settings, module: Module) -> str:
    """``<secrets_dir>/web/<module>``; made once, by whichever process comes first."""
    path = settings.secrets_dir / "web" / module.name
    if not path.is_file():
        _make(path)
    return path.read_text(encoding="utf-8").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        os.link(temporary, path)  # whole, and only if nobody was first
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
