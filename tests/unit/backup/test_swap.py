"""The old state and the new one change places: whatever cuts it, one of them is whole."""

from pathlib import Path

import pytest
from egov_idp.local.backup import swap
from egov_idp.local.backup.swap import PARTS, Decision
from egov_idp.local.layout import Layout

KEPT = "before-restore"
OLD = ("ldap", "keycloak", "db", "secrets", "tls", "platform.json")
NEW = ("ldap", "keycloak", "db", "secrets", "platform.json", "stamp.json")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An old state and, beside it, a new one with other parts."""
    made = Layout(var=tmp_path)
    fill(made.var, OLD, "old")
    fill(swap.new(made), NEW, "new")
    return made


def fill(folder: Path, parts: tuple[str, ...], word: str) -> None:
    for part in parts:
        path = folder / part if "." in part else folder / part / "file"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(word, encoding="utf-8")


def state(folder: Path) -> dict[str, str]:
    """Each part that lies there, with its word."""
    found = {part: folder / part for part in PARTS if (folder / part).exists()}
    return {
        part: (path if path.is_file() else path / "file").read_text(encoding="utf-8")
        for part, path in found.items()
    }


def all_moves(layout: Layout) -> list[tuple[Path, Path]]:
    return list(swap.moves(layout, Decision(kept=KEPT, old=OLD, new=NEW)))


def test_the_new_state_takes_the_place_and_the_old_one_is_kept(layout: Layout) -> None:
    swap.decide(layout, KEPT)

    assert swap.finish(layout)

    assert state(layout.var) == dict.fromkeys(sorted(NEW, key=PARTS.index), "new")
    assert state(layout.var / KEPT) == dict.fromkeys(OLD, "old")
    assert not swap.folder(layout).exists()


def test_without_a_decision_the_old_state_stays(layout: Layout) -> None:
    assert not swap.finish(layout)

    assert state(layout.var) == dict.fromkeys(OLD, "old")
    assert not swap.folder(layout).exists()


@pytest.mark.parametrize("done", range(len(OLD) + len(NEW)))
def test_what_was_cut_after_any_rename_is_completed(layout: Layout, done: int) -> None:
    swap.decide(layout, KEPT)
    (layout.var / KEPT).mkdir()
    for source, target in all_moves(layout)[:done]:
        source.rename(target)

    swap.finish(layout)

    assert state(layout.var) == dict.fromkeys(sorted(NEW, key=PARTS.index), "new")
    assert state(layout.var / KEPT) == dict.fromkeys(OLD, "old")


def test_a_decision_that_was_cut_short_is_none(layout: Layout) -> None:
    swap.decide(layout, KEPT)
    decision = swap.folder(layout) / "decision.json"
    decision.rename(decision.with_suffix(".new"))

    assert not swap.finish(layout)
    assert state(layout.var) == dict.fromkeys(OLD, "old")


def test_nothing_is_kept_where_nothing_was(tmp_path: Path) -> None:
    empty = Layout(var=tmp_path)
    fill(swap.new(empty), NEW, "new")
    swap.decide(empty, KEPT)

    swap.finish(empty)

    assert set(state(empty.var)) == set(NEW)
    assert not (empty.var / KEPT).exists()
