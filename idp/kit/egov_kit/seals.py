"""Sealing what must not be read by whoever reads the rows alone: the tokens of sessions.

Each token is encrypted (AES-256-GCM, RFC 7516) under a key that comes from the module's own ones
(`formkeys`), together with the place it was written at: copied into another row, or another column
of its own, it cannot be opened.
"""

import hmac
import threading
from hashlib import sha256
from pathlib import Path
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OctKey

from egov_kit.errors import SealBroken
from egov_kit.formkeys import key_file, read_keys
from egov_kit.settings import Settings

_ALGORITHMS: Final = ["dir", "A256GCM"]
_PURPOSE: Final = b"tokens of sessions"


class Seals:
    """Seals and opens with the keys of one file; threads may share it.

    The file is read again when it was replaced, so that a new key is in use everywhere at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: tuple[tuple[int, int], dict[str, OctKey]] | None = None

    def seal(self, text: str, place: str) -> str:
        """``text`` for that place alone."""
        name, key = next(iter(self._keys().items()))
        header = {"alg": "dir", "enc": "A256GCM", "kid": name}
        return jwe.encrypt_compact(header, f"{place} {text}".encode(), key, algorithms=_ALGORITHMS)

    def open(self, sealed: str, place: str) -> str:
        """What was sealed for that place; raises `SealBroken`."""
        try:
            found = jwe.decrypt_compact(sealed, self._find, algorithms=_ALGORITHMS).plaintext
        except (JoseError, ValueError):
            raise SealBroken from None
        where, _, text = (found or b"").decode().partition(" ")
        if where != place:
            raise SealBroken
        return text

    def _find(self, message: GuestProtocol) -> OctKey:
        key = self._keys().get(str(message.headers().get("kid")))
        if key is None:
            raise SealBroken
        return key

    def _keys(self) -> dict[str, OctKey]:
        found = self._path.stat()
        seen = found.st_ino, found.st_mtime_ns
        with self._lock:
            if self._known is None or self._known[0] != seen:
                self._known = seen, dict(map(_derive, read_keys(self._path)))
            return self._known[1]


def _derive(secret: str) -> tuple[str, OctKey]:
    key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
    return sha256(key).hexdigest()[:16], OctKey.import_key(key)


def seals_of(settings: Settings, module: str) -> Seals:
    """The seals of a module, one for all its tenants."""
    key = (settings.secrets_dir, module)
    if key not in _known:
        _known[key] = Seals(key_file(settings, module))
    return _known[key]


_known: Final[dict[tuple[Path, str], Seals]] = {}
