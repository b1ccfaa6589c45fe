"""What the platform's own mail sink has kept."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from egov_idp.mail import letters
from egov_idp.mail.letters import Letter

_LINK = re.compile(r"http\S+")
_MANY = 500


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """The mail of one person; what had come before it was opened does not count."""

    folder: Path
    address: str
    before: int

    @classmethod
    def of(cls, folder: Path, address: str) -> "Mailbox":
        """Open it now."""
        return cls(folder=folder, address=address, before=len(_all(folder, address)))

    @property
    def everything(self) -> list[Letter]:
        """All there is, also from before."""
        return _all(self.folder, self.address)

    @property
    def letters(self) -> list[Letter]:
        """What has come, the newest first."""
        found = _all(self.folder, self.address)
        return found[: len(found) - self.before]

    def wait(self, count: int = 1) -> Letter:
        """The newest message, as soon as there are so many."""
        give_up = time.monotonic() + 60
        while len(found := self.letters) < count:
            assert time.monotonic() < give_up, f"{len(found)} of {count} came for {self.address}"
            time.sleep(0.05)
        return found[0]

    def link(self) -> str:
        """The first link of the newest message, as soon as there is one."""
        found = _LINK.search(self.wait().text)
        assert found
        return found[0]


def _all(folder: Path, address: str) -> list[Letter]:
    return [each for each in letters.list_all(folder, _MANY) if each.to == address]
