"""The directory of all tenants out of one container and into another."""

import os
import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from egov_idp.containers import ldif
from egov_idp.containers.errors import DirectoryThere, ProvinceUnknown
from egov_idp.local.layout import Layout
from egov_idp.local.supervisor import Supervisor

from tests.support._ports import free_ports
from tests.support.directory import copy_loaded, start_directory


@pytest.fixture
def empty(tmp_path: Path) -> Layout:
    """A platform without a directory, in the containers' order: the folder alone is there."""
    layout = Layout(var=tmp_path / "empty", cache=tmp_path, ports=free_ports())
    layout.ldap.mkdir(parents=True)
    return layout


def saved(layout: Layout) -> bytes:
    ldif.save(layout, target := BytesIO())
    return target.getvalue()


def test_what_was_saved_is_served_after_it_was_loaded(
    loaded: Layout, empty: Layout, own_servers: Supervisor
) -> None:
    shutil.copytree(loaded.secrets, empty.secrets)
    ldif.load(empty, BytesIO(saved(loaded)))

    running = start_directory(empty, own_servers)
    try:
        assert running.person("danang", "annv").name == "Nguyễn Văn An"
        assert running.person("quang-nam", "annv").modules
    finally:
        running.close()


def test_nothing_but_the_directory_is_left_of_either(loaded: Layout, empty: Layout) -> None:
    there = os.listdir(loaded.ldap)

    ldif.load(empty, BytesIO(saved(loaded)))

    assert os.listdir(loaded.ldap) == there
    assert os.listdir(empty.ldap) == ["data"]


def test_directory_that_is_there_is_not_replaced(loaded: Layout, tmp_path: Path) -> None:
    layout = Layout(var=tmp_path, cache=tmp_path, ports=free_ports())
    copy_loaded(loaded, layout)

    with pytest.raises(DirectoryThere, match="docker compose down --volumes"):
        ldif.load(layout, BytesIO(saved(loaded)))


def test_tenant_that_is_not_declared_is_refused(empty: Layout) -> None:
    with tarfile.open(fileobj=(strange := BytesIO()), mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../danang.ldif"))

    with pytest.raises(ProvinceUnknown, match="restore with the source of the backup"):
        ldif.load(empty, BytesIO(strange.getvalue()))
