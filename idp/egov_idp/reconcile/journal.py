"""What was done to a realm, when and by whom: a file to which lines are only ever added.

Each step is noted before it is taken, and again when it is over. A step with no second line was cut
off. Secrets are in it as the first letters of a keyed digest.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from egov_idp.reconcile.lease import Applier


@dataclass(frozen=True, kw_only=True)
class Journal:
    """One run on one realm; the lines of a run have the same number."""

    tenant: str
    applier: Applier
    run: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def path(self) -> Path:
        """One JSON object a line, readable by its owner alone."""
        return self.applier.folder / f"{self.tenant}.journal"

    @contextmanager
    def noted(self, changes: Iterable[object]) -> Iterator[None]:
        """Take the step inside; whatever it raises is noted and raised again."""
        what = [str(change) for change in changes]
        self._write(what, "begun")
        try:
            yield
        except Exception as error:
            self._write(what, getattr(error, "code", type(error).__name__))
            raise
        self._write(what, "done")

    def _write(self, what: list[str], result: str) -> None:
        at, who = self.applier.now().isoformat(), self.applier.who
        said = {"at": at, "who": who, "run": self.run, "what": what, "result": result}
        line = json.dumps(said, ensure_ascii=False) + "\n"
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
