"""What a backup says of itself."""

from pathlib import Path

from tests.support._backups import fill, manifest_of


def test_it_reads_as_it_was_written(tmp_path: Path) -> None:
    manifest = manifest_of(fill(tmp_path))

    assert type(manifest).model_validate_json(manifest.model_dump_json()) == manifest


def test_equal_counts_do_not_differ(tmp_path: Path) -> None:
    totals = manifest_of(tmp_path).totals

    assert list(totals.differences(totals)) == []


def test_each_count_that_differs_is_named(tmp_path: Path) -> None:
    totals = manifest_of(tmp_path).totals
    loaded = totals.model_copy(
        update={"tenants": {"danang": {"people": 2}}, "realms": {"danang": {"users": 5}}}
    )

    assert list(totals.differences(loaded)) == [
        "realms danang users: none, loaded 5",
        "tenants danang people: 3, loaded 2",
    ]


def test_its_summary_is_in_the_time_of_vietnam(tmp_path: Path) -> None:
    summary = manifest_of(fill(tmp_path)).summary()

    assert "made 2026-03-02 08:30:00 by egov-platform" in summary
    assert "1 provinces: 3 people" in summary
