"""A reset removes the data, keeps secrets and choices, and is completed when it was cut short."""

from pathlib import Path

import pytest
from egov_idp.local import choices, wipe
from egov_idp.local.choices import Choices
from egov_idp.local.layout import Layout

DATA = ("ldap/data/danang/data.mdb", "db/danang/onestop.sqlite", "keycloak/h2/keycloak.mv.db")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    found = Layout(var=tmp_path / "var")
    for name in (
        *DATA,
        "mail/1.eml",
        "stamp.json",
        "secrets/danang/people/annv",
        "tls/example/ca.key",
    ):
        path = found.var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    choices.write(found, Choices(tenants=("danang",)))
    return found


def files(layout: Layout) -> set[str]:
    return {str(p.relative_to(layout.var)) for p in layout.var.rglob("*") if p.is_file()}


def test_nothing_is_removed_before_it_was_begun(layout: Layout) -> None:
    before = files(layout)

    wipe.complete(layout)

    assert files(layout) == before


def test_data_and_mails_go_and_secrets_and_choices_stay(layout: Layout) -> None:
    wipe.begin(layout)
    wipe.complete(layout)

    assert files(layout) == {"platform.json", "secrets/danang/people/annv", "tls/example/ca.key"}


@pytest.mark.parametrize("gone", DATA)
def test_one_that_was_killed_is_completed_by_the_next(layout: Layout, gone: str) -> None:
    wipe.begin(layout)
    (layout.var / gone).unlink()

    wipe.complete(layout)

    assert [name for name in DATA if (layout.var / name).exists()] == []


def test_once_it_is_complete_new_data_stays(layout: Layout) -> None:
    wipe.begin(layout)
    wipe.complete(layout)
    new = layout.databases / "new"
    new.parent.mkdir()
    new.touch()

    wipe.complete(layout)

    assert new.exists()
