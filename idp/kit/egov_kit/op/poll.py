"""Asking a transmitter for the security events it keeps for us (RFC 8936)."""

from collections.abc import Collection, Mapping
from typing import Final

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable, TokenRefused
from egov_kit.op.transport import Answer

MOST: Final = 50
"""Events in one answer: together they stay below what an answer may have."""


def poll_request(
    taken: Collection[str], refused: Mapping[str, TokenRefused]
) -> Mapping[str, object]:
    """What to ask: the next events at once; ``taken`` and ``refused`` are not told again."""
    return {
        "maxEvents": MOST,
        "returnImmediately": True,
        "ack": list(taken),
        "setErrs": {
            jti: {"err": error.err, "description": error.reason} for jti, error in refused.items()
        },
    }


def read_polled(answer: Answer) -> Mapping[str, str]:
    """The events of an answer, by ``jti``; raises `ProviderError`."""
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("the poll endpoint answered a server error")
    if answer.status != 200:
        raise ProviderMisbehaved(f"the poll endpoint answered {answer.status}")
    sets = answer.json_object().get("sets")
    if not isinstance(sets, dict) or len(sets) > MOST:
        raise ProviderMisbehaved("the poll endpoint answered no events")
    if not all(isinstance(each, str) for each in sets.values()):
        raise ProviderMisbehaved("the poll endpoint answered what is no event")
    return sets
