"""Files that hold a secret."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_once(path: Path, text: str) -> None:
    """Write ``text`` whole, for its owner alone, or leave what another process wrote first."""
    with _beside(path, text + "\n") as new:
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(new)


def write_over(path: Path, text: str) -> None:
    """Write ``text`` whole, for its owner alone, in place of what may be there."""
    with _beside(path, text) as new:
        os.replace(new, path)


@contextmanager
def _beside(path: Path, text: str) -> Iterator[str]:
    """A file in the same folder that holds it, on the disk."""
    handle, new = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    yield new
