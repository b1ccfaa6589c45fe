"""Counts what lies in a folder as a backup holds it."""

from pathlib import Path

from egov_idp.local.backup import databases, directory, h2
from egov_idp.local.backup.manifest import DIRECTORY, Totals
from egov_idp.local.layout import Layout


def count(content: Path, home: Path) -> Totals:
    """Everything in ``content``; ``home`` is a Keycloak whose H2 opens the database.

    Raises `StoreUnreadable`.
    """
    layout = Layout(var=content)
    found = h2.count(home, h2.database(layout))
    return Totals(
        tenants={
            ldif.stem: directory.count(ldif, ldif.stem)
            for ldif in sorted((content / DIRECTORY).glob("*.ldif"))
        },
        databases=databases.count(layout.databases),
        realms=found.realms,
        keycloak=found.tables,
    )
