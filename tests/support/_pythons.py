"""The Pythons of this machine."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def newest_python() -> str:
    """The newest one that works and can make environments, of those on the path or by pyenv."""
    working = [(version, path) for path in _candidates() if (version := _version(path))]
    return max(working, key=lambda each: each[0])[1]


def _candidates() -> Iterator[str]:
    yield sys.executable
    for minor in range(sys.version_info.minor + 1, sys.version_info.minor + 6):
        if found := shutil.which(f"python3.{minor}"):
            yield found
    for found in (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python3"):
        yield str(found)


def _version(path: str) -> tuple[int, ...] | None:
    # A shim of pyenv may be there without any Python behind it.
    probe = "import ensurepip, ssl, venv, sys; print(*sys.version_info[:2])"
    done = subprocess.run([path, "-c", probe], capture_output=True, text=True, check=False)
    found = tuple(map(int, done.stdout.split()))
    return found if done.returncode == 0 and found >= (3, 11) else None
