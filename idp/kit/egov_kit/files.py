"""Files that hold a secret."""

import os
import tempfile
from pathlib import Path


def write_once(path: Path, text: str) -> None:
    """Write ``text`` whole, for its owner alone, or leave what another process wrote first."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
