"""What a newer source does before it changes data of an older one: keep a copy, then say so."""

from datetime import UTC, datetime
from pathlib import Path

from egov_idp.local import stamp
from egov_idp.local.backup import archive, making
from egov_idp.local.layout import Layout
from egov_idp.local.stamp import Stamp
from egov_idp.local.terminal import Terminal


def begin(layout: Layout, home: Path, terminal: Terminal) -> None:
    """Back up data that this source will migrate, then stamp it as ours.

    ``home`` is a Keycloak whose H2 reads it. The platform's lock must be held, nothing may run, and
    `stamp.refuse_newer` must have passed. Raises the errors of `backup`.
    """
    here, found = Stamp.of_source(), stamp.read(layout)
    if making.has_data(layout) and not (found and here.same_data(found)):
        folder = layout.var / "before-upgrade"
        folder.mkdir(mode=0o700, exist_ok=True)
        terminal.note(f"The data is of {found.source if found else 'an earlier source'}.")
        with archive.place(folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar.gz") as file:
            making.write(layout, terminal, home, file, running=False)
        terminal.note(f"A backup from before the upgrade lies in {folder}.")
    stamp.write(layout, here)
