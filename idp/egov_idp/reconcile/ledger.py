"""What a realm was made from, as the realm itself remembers it.

It lies in an attribute of the realm, compressed: so it comes and goes with Keycloak's database, and
a backup of the one can never meet a ledger of another time. Secrets are in it as keyed digests.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Self

from egov_idp.reconcile import secrecy
from egov_idp.reconcile.kind import Kind, Objects
from egov_idp.reconcile.values import Json, Path

STAMP = "egov.applied"
"""Realm attribute: stamp of the document that was applied last."""
LEDGER = "egov.ledger"
"""Realm attribute: the ledger."""
OWN = frozenset({STAMP, LEDGER})
"""Realm attributes that are ours alone: neither declared nor compared."""

Moments = Mapping[str, datetime]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The objects that were applied last, by kind; empty for a realm that has none.

    ``at`` is when the realm was last as declared in everything: what somebody changed by hand was
    changed since. ``unbound`` holds the flows of ours that are in use no more, and since when.
    """

    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    applied: Mapping[str, Objects] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    unbound: Moments = field(default_factory=dict)

    @classmethod
    def of(cls, realm: Json) -> Self:
        """The one in a realm's representation; one that somebody spoilt is as good as none."""
        text = (realm.get("attributes") or {}).get(LEDGER, "")
        try:
            return cls._read(json.loads(zlib.decompress(base64.b64decode(text))))
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
            return cls()

    @classmethod
    def _read(cls, said: Json) -> Self:
        return cls(
            at=datetime.fromisoformat(said["at"]),
            applied={
                kind: {tuple(name): each for name, each in listed}
                for kind, listed in said["applied"].items()
            },
            secrets=said["secrets"],
            unbound={name: datetime.fromisoformat(at) for name, at in said["unbound"].items()},
        )

    def as_of(self, other: "Ledger") -> "Ledger":
        """The same, which was right at the other's time."""
        return replace(self, at=other.at)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the realm."""
        return not self.applied

    @cached_property
    def text(self) -> str:
        """As the attribute holds it; the same ledger gives the same text."""
        said = {
            "at": self.at.isoformat(),
            "applied": {kind: list(listed.items()) for kind, listed in self.applied.items()},
            "secrets": self.secrets,
            "unbound": {name: at.isoformat() for name, at in self.unbound.items()},
        }
        packed = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(zlib.compress(packed.encode(), 9)).decode()

    def objects(self, kind: Kind) -> Objects:
        """Those of one kind, their secrets as digests."""
        return secrecy.masked(kind, self.applied.get(kind.name, {}), self.sent)

    def holds(self, kind: Kind, name: Path) -> bool:
        """Whether that object was applied."""
        return name in self.applied.get(kind.name, {})

    @property
    def sent(self) -> secrecy.Digest:
        """Digests of the secrets that were sent last."""
        return secrecy.recorded(self.secrets)
