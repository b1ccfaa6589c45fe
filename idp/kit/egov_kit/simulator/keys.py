"""The keys the simulator signs with, and those it publishes: in a good provider the same."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from joserfc.jwk import Key

from egov_kit.simulator.clients import SIGNATURES
from egov_kit.simulator.jose import key


class KeyChain:
    """``signing`` is the private key for each algorithm, ``published`` the JWKS' entries.

    ``ever`` holds every key it signed with, by ``kid``: its own old tokens come back as hints.
    """

    def __init__(self, keys: Iterable[Key] | None = None) -> None:
        self._first = list(keys or (key(f"sim-{alg.lower()}", alg) for alg in SIGNATURES))
        self.signing: dict[str, Key] = {}
        self.published: list[Mapping[str, Any]] = []
        self.ever: dict[str, Key] = {}
        self.reset()

    def reset(self) -> None:
        """Sign with the first keys again, and publish them alone."""
        for each in self._first:
            self.sign_with(each)
        self.published[:] = [public(each) for each in self._first]

    def sign_with(self, new: Key) -> None:
        """Sign with this key from now on; it is not published by this."""
        self.signing[str(new.alg)] = self.ever[str(new.kid)] = new

    def publish(self, new: Key, **changes: object) -> None:
        """Publish a key, once; ``changes`` are members of its entry."""
        entry = {**public(new), **changes}
        if entry not in self.published:
            self.published.append(entry)

    def rotate(self, alg: str = "RS256") -> str:
        """Sign with a new key from now on; the old one stays published. The new ``kid``."""
        new = key(f"sim-{alg.lower()}-{uuid4().hex[:8]}", alg)
        self.sign_with(new)
        self.publish(new)
        return str(new.kid)

    def withdraw(self, kid: str) -> None:
        """Publish a key no longer."""
        self.published[:] = [each for each in self.published if each.get("kid") != kid]


def public(private: Key) -> Mapping[str, Any]:
    """The JWKS entry of a key."""
    return dict(private.as_dict(private=False))
