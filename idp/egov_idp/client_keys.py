"""The keys with which one module proves to Keycloak who it is, also while they are changed.

The module signs with the key of the reference itself and reads no other. Beside it lie for a while
``.next``, which is not used yet, and ``.former``, the public half of the one before and the moment
until which it is still taken. Each step is one file that is written whole, so the next run of
whoever was killed between two of them finds the rest to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from egov_idp.secrets import SecretStore

Jwk = Mapping[str, Any]

_NEXT: Final = ".next"
_FORMER: Final = ".former"
_PUBLIC: Final = ("kty", "n", "e", "kid", "use", "alg")  # the rest of an RSA key stays here


@dataclass(frozen=True, kw_only=True)
class Key:
    """What may be told of a key: its name, when it was made, and until when it is taken.

    ``since`` is None where nobody wrote it down, ``until`` where no end is set.
    """

    public: dict[str, Any] = field(repr=False)
    since: datetime | None
    until: datetime | None

    @property
    def kid(self) -> str:
        """Its name."""
        return str(self.public["kid"])

    @classmethod
    def of(cls, jwk: Jwk) -> "Key":
        """Of a private key too."""
        return cls(
            public={name: value for name, value in jwk.items() if name in _PUBLIC},
            since=_moment(jwk.get("iat")),
            until=_moment(jwk.get("exp")),
        )


class ClientKeys:
    """Those of one client, by the reference of the key it signs with."""

    def __init__(self, store: SecretStore, ref: str) -> None:
        self._store = store
        self.ref = ref

    @property
    def folder(self) -> Path:
        """Where they lie; whoever changes them holds it alone."""
        return (self._store.root / self.ref).parent

    def public(self) -> list[dict[str, Any]]:
        """The public halves of all that Keycloak has to take now, sorted by their names.

        The order says nothing of which is in use: to use another one changes nothing here.
        """
        known = [Key.of(self._store.key(self.ref)), self.find_next(), self.find_former()]
        good = {key.kid: key.public for key in known if key and not self._is_over(key)}
        return [good[kid] for kid in sorted(good)]

    def find_current(self) -> Key | None:
        """The one in use, if one was ever made."""
        return self._find(self.ref)

    def find_next(self) -> Key | None:
        """The one that is to be used when Keycloak takes it."""
        return self._find(self.ref + _NEXT)

    def find_former(self) -> Key | None:
        """The one that was used before and has not been forgotten yet, also if it is over."""
        return self._find(self.ref + _FORMER)

    def is_under_way(self) -> bool:
        """Whether the key was changed and the one before is still taken."""
        former = self.find_former()
        return former is not None and self.find_next() is None and not self._is_over(former)

    def next_private(self) -> Jwk:
        """The one to be used next, made unless it is there."""
        return self._store.key(self.ref + _NEXT)

    def use_next(self, until: datetime) -> Key:
        """Let the module sign with the next one, and keep the one before until that moment.

        Answers the one before.
        """
        before = Key.of(self._store.key(self.ref))
        since = {} if before.since is None else {"iat": int(before.since.timestamp())}
        kept = before.public | since | {"exp": int(until.timestamp())}
        self._store.put_key(self.ref + _FORMER, kept)
        self._store.move(self.ref + _NEXT, self.ref)
        return Key.of(kept)

    def forget_former(self) -> None:
        """Keep no more of the one before."""
        self._store.remove(self.ref + _FORMER)

    def _find(self, ref: str) -> Key | None:
        found = self._store.find_key(ref)
        return Key.of(found) if found else None

    def _is_over(self, key: Key) -> bool:
        return key.until is not None and key.until <= self._store.now()


def changing(store: SecretStore) -> list[ClientKeys]:
    """The clients that have a key of before, also if it is over; none without a store."""
    found = sorted(store.root.glob(f"*/clients/*{_FORMER}"))
    refs = (str(path.relative_to(store.root)).removesuffix(_FORMER) for path in found)
    return [ClientKeys(store, ref) for ref in refs]


def _moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
