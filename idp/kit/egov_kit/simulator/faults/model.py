"""What a fault is, and what it may look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from joserfc.jwk import Key

from egov_kit.simulator.jose import sign
from egov_kit.simulator.keys import KeyChain

FaultKind = Literal["document", "signature", "answer", "behaviour"]


class World(Protocol):
    """What a fault may look at, and for keys change."""

    issuer: str
    origin: str
    keys: KeyChain
    last: dict[str, dict[str, Any]]
    """Each document as it was answered the time before, without faults."""

    def now(self) -> int:
        """The time, as a NumericDate."""
        ...

    def secret_of(self, client_id: str) -> str:
        """The secret of a client, empty if it has none."""
        ...


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A token about to be signed, and the key it would be signed with."""

    kind: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    key: Key
    client_id: str

    def signed(self, *, by: Key | None = None, **header: object) -> str:
        """The token, with some of its header changed or under another key."""
        full = {name: v for name, v in {**self.header, **header}.items() if v is not None}
        return sign(full, self.claims, by or self.key)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way to be wrong.

    ``at`` are the places it strikes at: documents, kinds of token or endpoints. ``what`` says what
    comes out, in English and for gettext; ``breaks`` the rule that forbids it. A fault that
    breaks none is a variant everybody must take.
    """

    name: str
    kind: FaultKind
    at: tuple[str, ...]
    what: str
    breaks: str | None
    effect: Callable[[Any, World], Any] = lambda unspoilt, _world: unspoilt
    """What was to go out, and the world, to what goes out: a dict, a `Draft` to a token, a `Reply`.
    """


def N_(text: str) -> str:  # noqa: N802 # gettext's own name for a text that is translated later
    """The text itself; Babel collects it."""
    return text
