"""Access tokens that were verified a moment ago, so that the next request need not do it again."""

import hashlib
import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Seen(Generic[T]):
    """A bounded memory of what was verified under one key ring; the oldest falls out first.

    It keeps a hash, never the token. Another key ring (``under``) empties it, so a withdrawn key
    stops working here as well.
    """

    def __init__(self, most: int = 2048) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._under: object = None
        self._found: dict[bytes, T] = {}

    def find(self, digest: bytes, under: object) -> T | None:
        """What `remember` was told of this very token under this very key ring."""
        found = self._found if self._under is under else {}
        return found.get(digest)

    def remember(self, digest: bytes, under: object, value: T) -> None:
        """Keep ``value`` for the token of ``digest``."""
        with self._lock:
            if self._under is not under:
                self._found, self._under = {}, under
            while len(self._found) >= self._most:
                del self._found[next(iter(self._found))]
            self._found[digest] = value


def digest_of(token: str) -> bytes:
    """What stands for a token in `Seen`."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
