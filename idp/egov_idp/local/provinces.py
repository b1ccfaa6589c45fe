"""The other provinces of a platform whose first one serves: set up one after the other.

A process of its own (``python -m egov_idp.local.provinces``) that ends when all are ready. Each
step looks first what is there, so it may be cut anywhere and go on; one province's failure keeps
no other back.
"""

import sys
import time
from typing import Final

from egov_idp.errors import IdpError
from egov_idp.local import one_shot, platform, readiness
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.local.service import Service
from egov_idp.settings import LauncherSettings

NAME: Final = "provinces"


def service(layout: Layout) -> Service:
    """The process as the supervisor runs it; directory and Keycloak must serve."""
    return one_shot.of_module(NAME, "egov_idp.local.provinces", layout)


def set_up_all(described: Platform) -> bool:
    """Set up whoever is not ready yet; False if somebody still is not."""
    ready = set(readiness.list_all(described.layout))
    waiting = [tenant for tenant in described.realms if tenant not in ready]
    for tenant in waiting:
        begin = time.monotonic()
        if mistake := _try(described, tenant):
            print(f"{tenant}: {mistake}")  # noqa: T201 - for the supervisor
            continue
        ready.add(tenant)
        took = time.monotonic() - begin
        print(f"{len(ready)} of {len(described.realms)} ready ({tenant}, {took:.1f} s)")  # noqa: T201
    return ready >= set(described.realms)


def _try(described: Platform, tenant: str) -> str | None:
    """What went wrong, if anything did."""
    try:
        platform.set_up(described, tenant, print)
    except Exception as error:
        return str(error) if isinstance(error, IdpError) else f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    sys.exit(0 if set_up_all(platform.describe(LauncherSettings().layout())) else 1)
