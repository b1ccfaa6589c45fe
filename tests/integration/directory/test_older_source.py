"""A directory that an older source has loaded, which searched by less than this one."""

import os
import shutil
from pathlib import Path

import pytest
from egov_idp.local import slapd
from egov_idp.local.backup.directory import Tools
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor
from egov_idp.policy.day import today
from egov_idp.secrets import SecretStore
from egov_ldap import config, tree

from tests.support._ports import free_ports
from tests.support.directory import copy_loaded, start_directory

TENANT = "danang"
BY_HOLDER = "olcDbIndex: egovPostId,egovHolder,egovTitle eq\n"


@pytest.fixture
def older(loaded: Layout, tmp_path: Path) -> Layout:
    """The seed as a source has loaded it that had no index for the holder of a post."""
    layout, ldif = Layout(var=tmp_path, cache=tmp_path, ports=free_ports()), tmp_path / "ldif"
    copy_loaded(loaded, layout)
    Tools(layout, tmp_path / "tools", [TENANT]).read(TENANT, ldif)
    folder, configuration = slapd.database(layout, TENANT), tmp_path / "older"
    shutil.rmtree(folder)
    for each in (folder, configuration):
        each.mkdir()
    machine = config.Machine(uid=os.getuid(), gid=os.getgid())
    text = config.server(machine, {TENANT: folder})
    assert BY_HOLDER in text
    slapd.run_tool(layout, "slapadd", configuration, "-n0", text=text.replace(BY_HOLDER, ""))
    options = ("-q", "-b", tree.suffix(TENANT), "-l", str(ldif))
    slapd.run_tool(layout, "slapadd", configuration, *options)
    return layout


def posts_of_the_officer(layout: Layout, servers: Supervisor) -> int:
    running = start_directory(layout, servers, (TENANT,))
    try:
        officer = running.person(TENANT, "annv")
        return len(running.open(TENANT).list_posts(holder=officer.staff_id))
    finally:
        running.close()


def test_what_it_did_not_search_by_is_found(older: Layout, own_servers: Supervisor) -> None:
    assert posts_of_the_officer(older, own_servers) == 2


def test_without_indexing_anew_it_would_not_be_found(
    older: Layout, own_servers: Supervisor
) -> None:
    slapd.mark_indexed(slapd.database(older, TENANT))

    assert posts_of_the_officer(older, own_servers) == 0


def test_loading_what_is_missing_leaves_it_alone(older: Layout, loaded: Layout) -> None:
    """A directory may serve it meanwhile."""
    folder = slapd.database(older, TENANT)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    slapd.load_missing(older, (TENANT,), SecretStore(loaded.secrets), on=today())

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
