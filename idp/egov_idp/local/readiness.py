"""Which tenants serve now: a file each in ``var/run/tenants``, since the last start.

The processes of the modules look there (``EGOV_READY_DIR``) and show whoever is early that the
province is being set up.
"""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime

from egov_idp import files
from egov_idp.local.layout import Layout


def clear(layout: Layout) -> None:
    """Nobody serves any more."""
    shutil.rmtree(layout.ready, ignore_errors=True)


def mark(layout: Layout, tenant: str) -> None:
    """This tenant's directory, realm and databases are as the source wants them."""
    layout.ready.mkdir(parents=True, exist_ok=True)
    files.write_whole(layout.ready / tenant, datetime.now(UTC).isoformat())


def list_all(layout: Layout) -> Mapping[str, datetime]:
    """The tenants that serve, each with since when."""
    marks = sorted(layout.ready.glob("[a-z]*"))
    return {mark.name: datetime.fromisoformat(mark.read_text(encoding="ascii")) for mark in marks}
