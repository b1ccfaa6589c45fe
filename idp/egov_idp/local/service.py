"""What the supervisor and the tests need to know to run one process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Service:
    """One process: a server, or a ``one_shot`` that ends by itself.

    ``ready`` probes once and answers True when the server serves; it never raises and takes at
    most two seconds. ``ready_within`` is in seconds. ``env`` is the whole environment. A one-shot
    is done when it ends with exit code 0, and nobody waits for it; one that fails is started again
    unless it is not ``retried``. A server that ``reloads`` takes changed source at SIGHUP.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    ready: Callable[[], bool] = lambda: False
    ready_within: float = 0
    address: str = ""
    one_shot: bool = False
    retried: bool = True
    reloads: bool = False
