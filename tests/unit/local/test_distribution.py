"""The pinned Keycloak: only the pinned bytes are used, whoever served them."""

import os
import subprocess
import time
from pathlib import Path

import pytest
from egov_idp.local import distribution
from egov_idp.local.distribution import Pin
from egov_idp.local.errors import BuildFailed
from egov_idp.local.layout import Layout


def test_pom_pins_a_version_and_its_checksum() -> None:
    pin = distribution.read_pin()

    assert pin.version.startswith("26.")
    assert len(bytes.fromhex(pin.sha256)) == 32


def test_pinned_bytes_are_accepted(tmp_path: Path) -> None:
    archive = tmp_path / "keycloak.tar.gz"
    archive.write_bytes(b"")

    distribution.check(
        archive,
        Pin(
            version="1",
            sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
    )


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    archive = tmp_path / "keycloak.tar.gz"
    archive.write_bytes(b"something else")

    with pytest.raises(BuildFailed, match=r"pom\.xml pins 00"):
        distribution.check(archive, Pin(version="1", sha256="00" * 32))


def test_made_one_is_found_without_making_it_again(tmp_path: Path) -> None:
    layout = Layout(var=tmp_path, cache=tmp_path)
    made = tmp_path / f"keycloak-{distribution.key()}"
    made.mkdir()

    assert distribution.provide(layout, lambda line: None) == made


def test_given_keycloak_is_another_one(tmp_path: Path) -> None:
    assert distribution.key(tmp_path) != distribution.key()


def test_given_folder_that_is_no_keycloak_is_refused_by_name(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()

    with pytest.raises(BuildFailed, match=f"EGOV_KEYCLOAK_HOME={given}"):
        distribution.provide(Layout(var=tmp_path, cache=tmp_path), lambda line: None, given)

    assert not list(tmp_path.glob("*keycloak-*"))


def test_given_keycloak_of_another_version_is_refused(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "version.txt").write_text("Keycloak - Version 25.0.0", encoding="utf-8")

    with pytest.raises(BuildFailed, match=r"no unpacked Keycloak of Version 26\."):
        distribution.provide(Layout(var=tmp_path, cache=tmp_path), lambda line: None, given)


def test_those_of_other_sources_go_when_unused_for_a_day_and_not_running(tmp_path: Path) -> None:
    homes = [tmp_path / f"keycloak-{name}" for name in ("new", "today", "old", "running")]
    for home in homes:
        home.mkdir()
    for home in homes[2:]:
        os.utime(home, (0, 0))
    program = [f"{homes[3]}/bin/java", "-c", "echo started; read wait"]
    pipe = subprocess.PIPE
    with subprocess.Popen(program, executable="/bin/sh", stdin=pipe, stdout=pipe) as one:
        assert one.stdout
        one.stdout.readline()  # before, its command line may not be seen yet
        distribution.prune(homes[0])
        one.kill()

    assert [home.exists() for home in homes] == [True, True, False, True]


def test_one_that_is_taken_counts_as_used(tmp_path: Path) -> None:
    made = tmp_path / f"keycloak-{distribution.key()}"
    made.mkdir()
    os.utime(made, (0, 0))

    distribution.provide(Layout(var=tmp_path, cache=tmp_path), lambda line: None)

    assert time.time() - made.stat().st_mtime < 600
