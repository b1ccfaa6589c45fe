"""The key that signs form tokens and the small cookie of people who are not signed in."""

import secrets

from egov_kit.files import write_once
from egov_kit.module import Module
from egov_kit.settings import Settings


def form_key(settings: Settings, module: Module) -> str:
    """``<secrets_dir>/web/<module>``; made once, by whichever process comes first."""
    path = settings.secrets_dir / "web" / module.name
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()
