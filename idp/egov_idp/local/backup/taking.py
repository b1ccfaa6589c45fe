"""Copies a platform's state, as it is at one moment, below a folder."""

import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from egov_idp.local import platform, records, stamp
from egov_idp.local.backup import archive, directory, h2, totals
from egov_idp.local.backup.databases import Moment
from egov_idp.local.backup.directory import Tools
from egov_idp.local.backup.errors import NeverQuiet
from egov_idp.local.backup.hold import held
from egov_idp.local.backup.manifest import DIRECTORY, FILES, FORMAT, Manifest
from egov_idp.local.layout import Layout
from egov_idp.local.stamp import Stamp

_ATTEMPTS: Final = 5
_WRITES_FOR_OTHERS: Final = "slapd"
"""Goes on in the pause: nobody is left who asks it to write, and its tools need it to move."""


@dataclass(kw_only=True)
class Taking:
    """One backup in the making: everything is copied from ``layout`` to below ``folder``."""

    layout: Layout
    folder: Path
    pause: float = field(default=0.0, init=False)
    """Seconds for which the platform's processes stood still."""

    @property
    def content(self) -> Path:
        """What becomes the members of the backup."""
        return self.folder / "content"

    def copy(self, *, running: bool) -> None:
        """Copy everything; raises `NeverQuiet`, `PauseTooLong` and `StoreUnreadable`."""
        tools = Tools(self.layout, self.folder / "tools", directory.list_tenants(self.layout))
        if running:
            self._copy_in_a_pause(tools)
        else:
            with self._moment(tools) as moment:
                moment.write(self._copied.databases)

    def describe(self, home: Path) -> Manifest:
        """The manifest of what was copied; ``home`` is a Keycloak to open its database with."""
        found = stamp.read(self.layout) or Stamp.of_source()
        stamp.write(self._copied, found)
        tenants = platform.describe(self.layout).settings.tenants
        return Manifest(
            format=FORMAT,
            made=datetime.now(UTC),
            stamp=found,
            issuers={name: tenant.issuer for name, tenant in tenants.items()},
            totals=totals.count(self.content, home),
            members=archive.list_members(self.content),
        )

    @property
    def _copied(self) -> Layout:
        return Layout(var=self.content)

    def _copy_in_a_pause(self, tools: Tools) -> None:
        database = h2.database(self.layout)
        for _ in range(_ATTEMPTS):
            last_write, begin = h2.wait_until_quiet(database), time.monotonic()
            writers = _writers(self.layout)
            with ExitStack() as reading:
                with held(writers.values()):
                    moment = reading.enter_context(self._moment(tools))
                    alone = (database.stat().st_mtime_ns, _writers(self.layout))
                self.pause = time.monotonic() - begin
                if alone == (last_write, writers):  # nothing wrote, nothing was started meanwhile
                    moment.write(self._copied.databases)
                    return
        raise NeverQuiet(h2.QUIET, h2.PATIENCE)

    @contextmanager
    def _moment(self, tools: Tools) -> Iterator[Moment]:
        """Copy what has to be copied at once; the databases can be read in peace afterwards."""
        shutil.rmtree(self.content, ignore_errors=True)
        self.content.mkdir(mode=0o700)
        with Moment.of(self.layout) as moment:
            self._copy_keycloak()
            self._copy_files()
            self._copy_directory(tools)
            yield moment

    def _copy_keycloak(self) -> None:
        target = h2.database(self._copied)
        target.parent.mkdir(mode=0o700, parents=True)
        shutil.copyfile(h2.database(self.layout), target)

    def _copy_files(self) -> None:
        for name in FILES:
            if (source := self.layout.var / name).is_dir():
                shutil.copytree(source, self.content / name)
            elif source.exists():
                shutil.copyfile(source, self.content / name)

    def _copy_directory(self, tools: Tools) -> None:
        folder = self.content / DIRECTORY
        folder.mkdir(mode=0o700)
        with ThreadPoolExecutor(2) as pool:
            for done in [
                pool.submit(tools.read, tenant, folder / f"{tenant}.ldif")
                for tenant in directory.list_tenants(self.layout)
            ]:
                done.result()


def _writers(layout: Layout) -> Mapping[str, int]:
    """The process groups to hold, by name."""
    living = (each for each in records.list_all(layout.run) if each.state != "ended")
    return {each.name: each.pid for each in living if each.pid and each.name != _WRITES_FOR_OTHERS}
