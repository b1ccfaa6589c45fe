"""What the supervisor and the tests need to know to run one server."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Service:
    """One long-running process.

    ``ready`` probes once and answers True when the process serves; it never raises and takes at
    most two seconds. ``ready_within`` is in seconds. ``env`` is the whole environment.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    ready: Callable[[], bool]
    ready_within: float
    address: str
