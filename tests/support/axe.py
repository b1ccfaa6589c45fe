"""axe-core in a page: what stands in somebody's way.

::

    assert serious(page) == []
"""

from functools import cache
from typing import Any

from egov_idp.local.layout import ROOT
from playwright.sync_api import Page

SCRIPT = ROOT / "idp" / "kit" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_BAD = ("serious", "critical")


@cache
def _source() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[dict[str, Any]]:
    """Everything axe finds, as it says it; works in pages whose policy forbids other scripts."""
    page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(found => found.violations)")
    return found


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical: ``rule: place``."""
    return [
        f"{each['id']}: {' '.join(map(str, node['target']))}"
        for each in violations(page)
        if each["impact"] in _BAD
        for node in each["nodes"]
    ]
