"""``./egov up`` on data of another source: older is kept and migrated, newer is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from egov_idp.local import keycloak, stamp, upgrade
from egov_idp.local.backup import archive, swap
from egov_idp.local.layout import Layout
from egov_idp.local.stamp import Stamp
from egov_idp.local.terminal import Terminal

from tests.integration.backup._small import small_platform
from tests.support._launcher import Place

HERE = Stamp.of_source()


@pytest.fixture
def place(tmp_path: Path, loaded: Layout) -> Place:
    return small_platform(tmp_path, loaded)


def begin(place: Place) -> list[Path]:
    """What `up` does before it changes data; answers the backups that it made."""
    upgrade.begin(place.layout, keycloak.provide(place.layout, print), Terminal())
    return sorted((place.var / "before-upgrade").glob("*"))


def contents(folder: Path) -> dict[str, int]:
    """Every file of the state with when it was written; `run` and logs are no state."""
    parts = [folder / part for part in swap.PARTS if (folder / part).exists()]
    files = [file for part in parts for file in [part, *part.rglob("*")]]
    return {str(file.relative_to(folder)): file.stat().st_mtime_ns for file in files}


def test_older_data_is_backed_up_before_it_is_migrated(place: Place, tmp_path: Path) -> None:
    older = HERE.model_copy(update={"databases": {"kit": "0001"}, "source": "an older one"})
    stamp.write(place.layout, older)

    (made,) = begin(place)

    (tmp_path / "out").mkdir()
    manifest = archive.unpack(made, tmp_path / "out", lambda manifest: None)
    assert manifest.stamp == older
    assert manifest.totals.tenants["danang"]["people"] > 10
    assert stamp.read(place.layout) == HERE


def test_data_from_before_there_were_stamps_is_backed_up_too(place: Place) -> None:
    assert len(begin(place)) == 1


def test_data_of_this_source_is_not_backed_up_at_every_start(place: Place) -> None:
    stamp.write(place.layout, HERE.model_copy(update={"source": "an earlier commit"}))

    assert begin(place) == []
    assert stamp.read(place.layout) == HERE


def test_a_first_start_has_nothing_to_back_up(tmp_path: Path) -> None:
    layout = Layout(var=tmp_path)

    upgrade.begin(layout, tmp_path, Terminal())

    assert [path.name for path in tmp_path.iterdir()] == ["stamp.json"]


def test_up_refuses_data_of_a_newer_source_and_changes_nothing(place: Place) -> None:
    newer = HERE.model_copy(update={"keycloak": "99.0.0", "source": "egov-platform 9.9.9"})
    stamp.write(place.layout, newer)
    before = contents(place.var)

    refused = place.run("up", "--tenants", "danang")

    assert refused.returncode == 1
    assert "Keycloak 99.0.0" in refused.stderr
    assert "egov-platform 9.9.9" in refused.stderr
    assert contents(place.var) == before


def test_a_backup_of_newer_data_is_refused_and_nothing_is_changed(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("newer") / "backup"
    stamp.write(place.layout, HERE.model_copy(update={"data": 99, "source": "egov-platform 9.9.9"}))
    assert place.run("backup", str(file)).returncode == 0
    before = contents(place.var)

    refused = place.run("restore", str(file), "--yes")

    assert (refused.returncode, "made by egov-platform 9.9.9" in refused.stderr) == (1, True)
    assert contents(place.var) == before


def test_a_backup_of_older_data_is_migrated_by_the_next_start(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("older") / "backup"
    older = HERE.model_copy(update={"databases": {**HERE.databases, "kit": "0001"}})
    stamp.write(place.layout, older)
    assert place.run("backup", str(file)).returncode == 0

    assert place.run("restore", str(file), "--yes").returncode == 0

    assert stamp.read(place.layout) == older


def test_what_was_restored_is_what_was_backed_up(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("rows") / "backup"
    onestop = place.layout.databases / "danang" / "onestop.sqlite"
    with closing(sqlite3.connect(onestop)) as connection, connection:
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.execute("INSERT INTO note VALUES ('Đà Nẵng')")
    assert place.run("backup", str(file)).returncode == 0
    onestop.unlink()

    done = place.run("restore", str(file), "--yes")

    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(onestop)) as connection:
        assert connection.execute("SELECT text FROM note").fetchall() == [("Đà Nẵng",)]
