"""Keys and passwords, known to the rest only by reference.

A reference such as ``danang/clients/onestop.jwk`` is the path below the store's folder. What does
not exist yet is generated at its first use, once, even when two processes ask at the same moment.
Files have mode 0600, folders 0700.
"""

import json
import re
import secrets
import string
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from egov_kit.files import write_once
from joserfc.jwk import KeyParameters, RSAKey

from egov_idp.errors import SecretRefInvalid

_REF = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
# Symbols that need no quoting in LDIF, a shell or a URL's user part.
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+=")
_KEY_BITS = 2048


class SecretStore:
    """The secrets of one platform, as files below ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def password(self, ref: str, length: int = 24) -> str:
        """The password of that reference: letters of both cases, digits and symbols."""
        return self._text(ref, lambda: _password(length))

    def find_password(self, ref: str) -> str | None:
        """The password of that reference if it was ever made or put there."""
        return self._read(self._path(ref))

    def key(self, ref: str) -> Mapping[str, Any]:
        """The private RSA key of that reference as a JWK with ``kid``, ``alg`` and ``use``."""
        jwk: dict[str, Any] = json.loads(self._text(ref, _key))
        return jwk

    def public_key(self, ref: str) -> Mapping[str, Any]:
        """The public half of `key`."""
        return RSAKey.import_key(dict(self.key(ref))).as_dict(private=False)

    def _text(self, ref: str, make: Callable[[], str]) -> str:
        path = self._path(ref)
        if (known := self._read(path)) is not None:
            return known
        self._make_folders(path.parent)
        write_once(path, make())
        return path.read_text(encoding="utf-8").strip()

    def _path(self, ref: str) -> Path:
        if not _REF.fullmatch(ref):
            raise SecretRefInvalid(ref)
        return self.root / ref

    @staticmethod
    def _read(path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def _make_folders(self, folder: Path) -> None:
        self.root.parent.mkdir(parents=True, exist_ok=True)
        below = folder.relative_to(self.root).parents
        for part in [*(self.root / p for p in reversed(below)), folder]:
            part.mkdir(mode=0o700, exist_ok=True)


def _password(length: int) -> str:
    letters = [secrets.choice(each) for each in _CLASSES]
    letters += [secrets.choice("".join(_CLASSES)) for _ in range(length - len(letters))]
    # The first letter stays a lower-case one: no tool takes it for an option or an encoding.
    rest = letters[1:]
    secrets.SystemRandom().shuffle(rest)
    return "".join([letters[0], *rest])


def _key() -> str:
    parameters: KeyParameters = {"kid": secrets.token_urlsafe(9), "use": "sig", "alg": "RS256"}
    key = RSAKey.generate_key(_KEY_BITS, parameters, private=True)
    return json.dumps(key.as_dict(private=True))
