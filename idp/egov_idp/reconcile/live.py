"""A realm as it is now, read whole in one request."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from functools import cached_property

from egov_idp.reconcile import secrecy
from egov_idp.reconcile.change import shown
from egov_idp.reconcile.declared import Declared
from egov_idp.reconcile.errors import RealmMissing, Refused
from egov_idp.reconcile.kind import Kind, Objects
from egov_idp.reconcile.kinds import flows
from egov_idp.reconcile.kinds.clients import Client
from egov_idp.reconcile.ledger import LEDGER, Ledger
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.rest import RealmReader
from egov_idp.reconcile.values import Json, plain

_NOT_FOUND = 404


@dataclass(frozen=True, kw_only=True)
class LiveRealm:
    """What Keycloak tells of a realm, its ledger among it; ``key`` is for digests."""

    representation: Json = field(repr=False)
    key: bytes = field(repr=False)

    @cached_property
    def ledger(self) -> Ledger:
        """What it was made from."""
        return Ledger.of(self.representation)

    def objects(self, kind: Kind) -> Objects:
        """Those of one kind, their secrets as digests."""
        return self.masked(kind, kind.objects(self.representation))

    def masked(self, kind: Kind, found: Objects) -> Objects:
        """What was found in the realm, its secrets as digests."""
        return secrecy.masked(kind, found, secrecy.seen(self.key, self.ledger.secrets))

    def remembering(self, ledger: Ledger) -> "LiveRealm":
        """The same realm with that ledger."""
        attributes = self.representation["attributes"] | {LEDGER: ledger.text}
        return replace(self, representation=self.representation | {"attributes": attributes})

    @cached_property
    def digest(self) -> str:
        """Another one when anything in the realm is, but for the order of what has none."""
        everything = [
            [kind.name, sorted([list(name), shown(plain(each))] for name, each in found.items())]
            for kind in KINDS
            if (found := self.objects(kind))
        ]
        text = json.dumps([everything, self.ledger.text], sort_keys=True)
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()


def export(realm: RealmReader) -> Json:
    """The whole realm as Keycloak tells it, its secrets masked; raises `RealmMissing`."""
    try:
        return flows.export(realm)
    except Refused as error:
        if error.answered == _NOT_FOUND:
            raise RealmMissing(realm.tenant) from error
        raise


def read(realm: RealmReader, declared: Declared) -> LiveRealm:
    """What can be compared with that; raises `RealmMissing`.

    Secrets of clients are asked for where some are declared, in a second request.
    """
    found = export(realm)
    if any(each.get("secret") for each in Client().objects(declared.document).values()):
        found["clients"] = _with_secrets(found["clients"], realm)
    return LiveRealm(representation=found, key=declared.key)


def _with_secrets(clients: list[Json], realm: RealmReader) -> list[Json]:
    known = {each["clientId"]: each.get("secret") for each in realm.get("clients")}
    return [each | {"secret": known.get(each["clientId"])} for each in clients]
