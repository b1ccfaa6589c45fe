"""Which modules have a client in a realm: those that are installed, and the platform's probe."""

from functools import cache
from pathlib import Path

from egov_kit.module import Module, discover, load

_PROBE = "egov_idp.probe"


def of_realm() -> tuple[Module, ...]:
    """All of them, sorted by name; raises `ModuleInvalid`."""
    return tuple(sorted((*discover(), _probe()), key=lambda module: module.name))


@cache
def _probe() -> Module:
    """No entry point names it, so nothing starts it, shows it or keeps data for it."""
    return load(Path(__file__).parents[1] / "probe" / "module.toml", _PROBE)
