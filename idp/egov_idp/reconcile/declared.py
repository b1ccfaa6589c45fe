"""A realm as it is declared."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from egov_idp.realms.emergency import Held
from egov_idp.realms.ignoring import Ignored
from egov_idp.reconcile import secrecy
from egov_idp.reconcile.change import shown
from egov_idp.reconcile.errors import PartUnknown
from egov_idp.reconcile.kind import Kind, Objects
from egov_idp.reconcile.kinds import flows
from egov_idp.reconcile.ledger import Ledger, Moments
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.values import Json, Path, Value

Source = Callable[[str, Path, Path], str]
"""Says of a kind, the name of an object and a field where it is declared."""


def baseline(kind: str, name: Path, field: Path) -> str:
    """Where nothing is known of modules and overlays."""
    return "baseline"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A realm's whole document, with its secrets; ``key`` is for their digests.

    ``keycloak`` is the version it is for; ``ignored`` are changes by hand that are to be left,
    but for those at a place (kind, object, field) that is ``urgent``; ``held`` goes over the
    document, and over what others made. Raises `PartUnknown`.
    """

    document: Json = field(repr=False)
    key: bytes = field(repr=False)
    keycloak: str
    source: Source = field(default=baseline, repr=False)
    ignored: tuple[Ignored, ...] = ()
    urgent: frozenset[tuple[str, Path, Path]] = frozenset()
    held: tuple[Held, ...] = ()

    def __post_init__(self) -> None:
        known = {part for kind in KINDS for part in kind.parts}
        unknown = {p for p, value in self.document.items() if p not in known and _objects(value)}
        if unknown:
            raise PartUnknown(", ".join(sorted(unknown)))

    @property
    def tenant(self) -> str:
        """Name of the realm."""
        return str(self.document["realm"])

    def objects(self, kind: Kind) -> Objects:
        """Those of one kind, their secrets as digests."""
        return secrecy.masked(kind, kind.objects(self.document), secrecy.keyed(self.key))

    def settled(self, live: Json) -> "Declared":
        """The same, its flows under names that are free in that realm."""
        return replace(self, document=flows.settled(self.document, live))

    @cached_property
    def stamp(self) -> str:
        """Another one when the document, a secret or Keycloak's version is."""
        applied = self.applied
        listed = [[kind, sorted(applied[kind].items())] for kind in sorted(applied)]
        held = sorted([each.place, each.value] for each in self.held)
        text = json.dumps([self.keycloak, self.secrets, listed, *held], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def secrets(self) -> dict[str, str]:
        """The digest of each secret, by where it stands."""
        return {
            where: digest
            for kind in KINDS
            if kind.secrets
            for name, each in self.objects(kind).items()
            for where, digest in secrecy.digests(each, (kind.name, *name))
        }

    @property
    def applied(self) -> dict[str, Objects]:
        """All objects by kind, without their secrets."""
        return {
            kind.name: {name: shown(each) for name, each in found.items()}
            for kind in KINDS
            if (found := self.objects(kind))
        }

    def ledger(self, at: datetime, unbound: Moments) -> Ledger:
        """What a realm has to remember that was made so at that moment."""
        return Ledger(at=at, applied=self.applied, secrets=self.secrets, unbound=unbound)


def _objects(value: Value) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
