"""A platform that was never started: a directory and databases, and a Keycloak of two realms."""

import subprocess
from pathlib import Path

from egov_idp.local import keycloak, platform
from egov_idp.local.backup import h2
from egov_idp.local.layout import Layout
from egov_kit import database
from egov_kit.module import discover

from tests.support._launcher import Place, new_place
from tests.support.directory import copy_loaded

# The tables that backups are asked about; Keycloak has about a hundred.
KEYCLOAK = """
CREATE TABLE realm (id VARCHAR PRIMARY KEY, name VARCHAR);
CREATE TABLE user_entity (id VARCHAR PRIMARY KEY, realm_id VARCHAR);
CREATE TABLE client (id VARCHAR PRIMARY KEY, realm_id VARCHAR);
CREATE TABLE credential (id VARCHAR PRIMARY KEY, user_id VARCHAR, type VARCHAR);
CREATE TABLE fed_user_credential (id VARCHAR PRIMARY KEY, realm_id VARCHAR);
INSERT INTO realm VALUES ('1', 'master'), ('2', 'danang');
INSERT INTO user_entity VALUES ('a', '2'), ('b', '2');
INSERT INTO credential VALUES ('k', 'a', 'otp');
"""


def small_platform(var: Path, loaded: Layout) -> Place:
    """The whole state of a stopped platform, made without starting anything."""
    place = new_place(var)
    copy_loaded(loaded, place.layout)
    described = platform.describe(place.layout)
    for tenant in described.realms:
        for module in discover():
            database.prepare(described.settings, tenant, module)
    database.close_all()
    make_keycloak(place.layout)
    return place


def make_keycloak(layout: Layout) -> None:
    file = h2.database(layout)
    file.parent.mkdir(parents=True)
    script = file.with_name("make.sql")
    script.write_text(KEYCLOAK, encoding="utf-8")
    jar = next(keycloak.provide(layout, print).glob("lib/lib/main/com.h2database.h2-*.jar"))
    subprocess.run(
        [
            *("java", "-cp", str(jar), "org.h2.tools.RunScript", "-script", str(script)),
            *("-url", "jdbc:h2:file:./keycloak;NON_KEYWORDS=VALUE", "-user", "", "-password", ""),
        ],
        cwd=file.parent,
        check=True,
        timeout=60,
    )
    script.unlink()
