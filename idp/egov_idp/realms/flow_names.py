"""Sign-in flows carry a digest of their content at the end of their names.

A flow that is changed is therefore another flow: the new one is built beside the old one and then
bound, so that nobody meets half a flow.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

OURS = re.compile(r"egov [a-z0-9 -]+ [0-9a-f]{8}")
"""What the names of our own flows look like."""


def named_by_content(
    flows: Sequence[Json], configurations: Sequence[Json]
) -> tuple[list[Json], list[Json]]:
    """One flow with its sub-flows and their configurations, their names ending in its digest."""
    content = json.dumps([flows, configurations], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    return (
        [_flow(flow, digest) for flow in flows],
        [_named(each, digest, "alias") for each in configurations],
    )


def _flow(flow: Json, digest: str) -> Json:
    steps = [
        _named(step, digest, "flowAlias", "authenticatorConfig")
        for step in flow["authenticationExecutions"]
    ]
    return _named(flow, digest, "alias") | {"authenticationExecutions": steps}


def _named(what: Json, digest: str, *keys: str) -> Json:
    return what | {key: f"{what[key]} {digest}" for key in keys if key in what}
