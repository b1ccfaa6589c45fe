"""The stamp of the data: what is newer than this source is refused, in words that help."""

from pathlib import Path

import pytest
from egov_idp.local import stamp
from egov_idp.local.errors import DataNewer, StampUnreadable
from egov_idp.local.layout import Layout
from egov_idp.local.stamp import Stamp

HERE = Stamp.of_source()


def stamped(tmp_path: Path, **over: object) -> Layout:
    layout = Layout(var=tmp_path)
    stamp.write(layout, HERE.model_copy(update=over))
    return layout


def databases(**over: str) -> dict[str, str]:
    return {**HERE.databases, **over}


def test_it_names_the_pinned_keycloak_and_the_newest_migrations() -> None:
    assert HERE.keycloak.count(".") == 2
    assert HERE.databases["kit"] >= "0002"
    assert {"kit", "onestop"} <= set(HERE.databases)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert stamp.read(stamped(tmp_path)) == HERE


def test_data_of_this_source_is_taken(tmp_path: Path) -> None:
    stamp.refuse_newer(stamped(tmp_path))


def test_data_without_a_stamp_is_taken(tmp_path: Path) -> None:
    stamp.refuse_newer(Layout(var=tmp_path))


@pytest.mark.parametrize(
    "over",
    [
        {"data": HERE.data},
        {"keycloak": "26.6.9"},
        {"keycloak": "9.0.0"},
        {"databases": databases(kit="0001")},
        {"databases": {}},
    ],
)
def test_older_data_is_taken(tmp_path: Path, over: dict[str, object]) -> None:
    stamp.refuse_newer(stamped(tmp_path, **over))


@pytest.mark.parametrize(
    ("over", "named"),
    [
        ({"data": HERE.data + 1}, f"form {HERE.data + 1} of the data"),
        ({"keycloak": "26.10.0"}, "Keycloak 26.10.0"),
        ({"keycloak": f"{HERE.keycloak}.1"}, f"Keycloak {HERE.keycloak}.1"),
        ({"databases": databases(onestop="9999")}, "databases of onestop at 9999"),
        ({"databases": databases(archive="0001")}, "databases of archive at 0001 (here none)"),
    ],
)
def test_newer_data_is_refused_with_what_is_newer(
    tmp_path: Path, over: dict[str, object], named: str
) -> None:
    with pytest.raises(DataNewer) as refused:
        stamp.refuse_newer(stamped(tmp_path, **over))

    assert named in str(refused.value)


def test_the_refusal_names_the_source_to_take(tmp_path: Path) -> None:
    made_by = "egov-platform 9.0.0, commit abc1234 of 2030-01-01"

    with pytest.raises(DataNewer, match=made_by):
        stamp.refuse_newer(stamped(tmp_path, data=99, source=made_by))


def test_another_commit_with_the_same_data_migrates_nothing() -> None:
    assert HERE.same_data(HERE.model_copy(update={"source": "another commit"}))
    assert not HERE.same_data(HERE.model_copy(update={"databases": databases(kit="0001")}))


@pytest.mark.parametrize("content", ["", "{}", '{"data": "1"}', "[]"])
def test_a_stamp_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "stamp.json").write_text(content, encoding="utf-8")

    with pytest.raises(StampUnreadable, match=r"stamp\.json"):
        stamp.refuse_newer(Layout(var=tmp_path))
