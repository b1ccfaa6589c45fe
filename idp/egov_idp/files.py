"""Files that others read while we write them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write beside, then rename: whoever reads finds the old text or the new one, whole.

    For what anybody may read; the folder must be there.
    """
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else holds that file or folder; the kernel frees what a dead one held."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
