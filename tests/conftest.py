"""Every file of tests/support is a pytest plugin: put fixtures there, no list is kept by hand."""

from pathlib import Path

_SUPPORT = Path(__file__).parent / "support"

pytest_plugins = [
    f"tests.support.{path.stem}"
    for path in sorted(_SUPPORT.glob("*.py"))
    if not path.stem.startswith("_")
]
