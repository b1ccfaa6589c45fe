"""Figures of benchmarks in ``docs/reference/performance.md``: each writes its own section."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from egov_idp.local.layout import ROOT

PAGE = ROOT / "docs" / "reference" / "performance.md"
_HEAD = """# Speed

Measured by `./egov bench`, which writes this page. Ratios are the result; seconds depend on the
machine.
"""


def write(title: str, lines: list[str], page: Path = PAGE) -> None:
    """Put the section of that title in the place of what it said before."""
    load = f"load {os.getloadavg()[0]:.1f} before"
    where = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    measured = f"Measured {datetime.now(UTC):%Y-%m-%d}, {where}, {load}."
    section = "\n".join([f"## {title}", "", measured, "", *lines]) + "\n"
    text = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    others = [part for part in _sections(text) if not part.startswith(f"## {title}\n")]
    head, *rest = others
    page.write_text("\n".join([head, *sorted([*rest, section])]), encoding="utf-8")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """A table in Markdown."""
    rule = tuple("---" for _ in head)
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]


def _sections(text: str) -> list[str]:
    return [part.strip("\n") + "\n" for part in re.split(r"(?m)^(?=## )", text)]
