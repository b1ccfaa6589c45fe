"""The commands a page tells its reader to type."""

import re
from pathlib import Path

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_SHELL = ("", "sh", "bash")
_INLINE = re.compile(r"`(\./egov [^`]+)`")


def typed(page: Path) -> list[str]:
    """Each ``./egov …`` that stands on a line of its own in the page's blocks, without comments."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = (block for language, block in _BLOCK.findall(text) if language in _SHELL)
    lines = (line.strip() for block in blocks for line in block.splitlines())
    return [re.sub(r"\s+#.*", "", line) for line in lines if line.startswith("./egov ")]


def named(page: Path) -> list[str]:
    """Each ``./egov …`` in running text and tables."""
    outside = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    return [line for line in _INLINE.findall(outside) if "…" not in line]
