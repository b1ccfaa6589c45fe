"""The guide's own files in an empty folder."""

import re
from pathlib import Path

from tests.support.repository import ROOT

GUIDE = ROOT / "docs" / "how-to" / "test-a-module.md"
FILES = ("files.py", "module.toml", "conftest.py", "test_files.py")


def write_guide(folder: Path) -> tuple[str, ...]:
    """Put them there; answers the arguments with which Python tests them."""
    folder.mkdir(exist_ok=True)
    blocks = re.findall(r"^```(?:python|toml)\n(.*?)^```", GUIDE.read_text("utf-8"), re.M | re.S)
    for name, block in zip(FILES, blocks, strict=True):
        (folder / name).write_text(block, encoding="utf-8")
    return ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")
