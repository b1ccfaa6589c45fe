"""A tenant is added while slapd runs, and is then as if it had been there at the start."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from egov_idp.local import slapd
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor
from egov_idp.policy.day import today
from egov_ldap import config, ldif, tree
from egov_ldap.errors import DirectoryUnreachable
from ldap3 import LEVEL, SUBTREE

from tests.support.directory import RunningDirectory, copy_loaded, start_directory
from tests.support.layout import free_ports

Entries = dict[str, Mapping[str, list[str]]]


@pytest.fixture
def directory(
    loaded: Layout, tmp_path: Path, own_servers: Supervisor
) -> Iterator[RunningDirectory]:
    """One that begins with Da Nang alone."""
    layout = Layout(var=tmp_path, cache=tmp_path, ports=free_ports())
    copy_loaded(loaded, layout)
    shutil.rmtree(slapd.database(layout, "quang-nam"))
    running = start_directory(layout, own_servers, ("danang",))
    yield running
    running.close()


def add(directory: RunningDirectory) -> None:
    slapd.add(directory.layout, "quang-nam", directory.secrets, on=today())


def restart(directory: RunningDirectory, *tenants: str) -> None:
    directory.close()
    directory.servers.stop()
    slapd.prepare(
        directory.layout, tenants, directory.secrets, on=today(), others=("danang", "quang-nam")
    )
    directory.servers.start(slapd.service(directory.layout))


def configured(directory: RunningDirectory) -> Entries:
    """What slapd runs with, without what tells when it was written."""
    with directory.local_admin() as connection:
        connection.search("cn=config", "(olcDatabase=*)", SUBTREE, attributes=["*"])
        found = {each["dn"]: each["attributes"] for each in connection.response or ()}
        for database in list(found):
            connection.search(database, "(objectClass=*)", LEVEL, attributes=["*"])
            found |= {each["dn"]: each["attributes"] for each in connection.response or ()}
    return {dn: dict(attributes) for dn, attributes in found.items()}


def test_people_of_a_tenant_added_later_are_found_at_once(directory: RunningDirectory) -> None:
    danang = directory.open("danang")
    before = len(danang.list_people())

    add(directory)

    assert directory.person("quang-nam", "annv").username == "annv"
    assert len(danang.list_people()) == before


def test_it_has_the_same_access_rules_limits_and_overlays_as_after_a_start(
    directory: RunningDirectory,
) -> None:
    add(directory)
    online = configured(directory)

    restart(directory, "danang", "quang-nam")

    assert configured(directory) == online
    assert any(dn.startswith("olcOverlay={1}constraint,olcDatabase={2}mdb") for dn in online)


def test_it_is_added_to_a_directory_in_a_folder_of_a_long_name(
    tmp_path: Path, own_servers: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = tmp_path / ("x" * 60) / ("y" * 60)
    layout = Layout(var=var, cache=tmp_path, ports=free_ports())
    directory = start_directory(layout, own_servers, ("danang",))
    monkeypatch.chdir(var)

    add(directory)

    assert directory.person("quang-nam", "annv").username == "annv"
    directory.close()


def test_adding_it_again_changes_nothing(directory: RunningDirectory) -> None:
    add(directory)
    once = configured(directory)

    add(directory)

    assert configured(directory) == once


def test_an_addition_that_was_cut_short_goes_on(directory: RunningDirectory) -> None:
    add(directory)
    whole = configured(directory)
    restart(directory, "danang")
    folder = slapd.database(directory.layout, "quang-nam")
    folder.rename(aside := folder.with_name("aside"))
    restart(directory, "danang")
    aside.rename(folder)
    dn, attributes = next(ldif.read(config.database(2, "quang-nam", folder)))
    with directory.local_admin() as connection:
        connection.add(dn, attributes=attributes)  # type: ignore[no-untyped-call]

    add(directory)

    assert configured(directory) == whole


def test_it_is_still_there_after_slapd_was_killed(directory: RunningDirectory) -> None:
    add(directory)

    with directory.killed():
        pass

    assert directory.person("quang-nam", "annv").username == "annv"


def test_a_start_configures_exactly_what_is_loaded(directory: RunningDirectory) -> None:
    restart(directory, "danang")
    before = configured(directory)
    add(directory)
    restart(directory, "danang")
    after = configured(directory)

    assert "olcDatabase={2}mdb,cn=config" not in before
    assert "olcDatabase={2}mdb,cn=config" in after


def test_a_directory_that_is_away_says_so(
    directory: RunningDirectory, own_servers: Supervisor
) -> None:
    own_servers.stop()

    with pytest.raises(DirectoryUnreachable):
        add(directory)

    assert tree.suffix("quang-nam") not in configured_at_rest(directory.layout)


def configured_at_rest(layout: Layout) -> str:
    files = (layout.ldap / "config").rglob("*.ldif")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
