"""Who can sign in with the seed."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from egov_idp.cli import app
from egov_idp.local.errors import TenantUnknown
from egov_idp.people import seed
from egov_idp.people.accounts import Account, accounts
from egov_idp.secrets import SecretStore
from typer.testing import CliRunner

from tests.support.stores import TENANTS

DAY = date(2026, 11, 23)
INHABITED = [path.stem for path in seed.paths() if seed.read(path).people]


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_VAR", str(tmp_path))


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> SecretStore:
    return SecretStore(tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="module")
def found(secrets: SecretStore) -> list[Account]:
    return accounts(secrets, TENANTS, on=DAY)


def account(found: list[Account], tenant: str, username: str) -> Account:
    return next(each for each in found if (each.tenant, each.username) == (tenant, username))


@pytest.mark.parametrize("tenant", list(TENANTS))
def test_every_kind_of_person_is_there(found: list[Account], tenant: str) -> None:
    kinds = {each.kind for each in found if each.tenant == tenant}
    assert kinds == {"officer", "leader", "clerk", "admin", "no-module"}


@pytest.mark.parametrize(
    ("username", "kind", "modules"),
    [
        ("annv", "officer", ("onestop",)),
        ("binhtt", "officer", ("onestop",)),
        ("cuonglv", "leader", ("onestop",)),
        ("dungpt", "clerk", ("onestop",)),
        ("hoanq", "admin", ()),
        ("khanhvt", "no-module", ()),
    ],
)
def test_modules_are_those_whose_tile_somebody_sees(
    found: list[Account], username: str, kind: str, modules: tuple[str, ...]
) -> None:
    listed = account(found, "danang", username)
    assert (listed.kind, listed.modules) == (kind, modules)


def test_posts_can_be_read(found: list[Account]) -> None:
    assert account(found, "danang", "annv").posts == (
        "Công chức Một cửa, Sở Xây dựng (H17.08)",
        "Công chức Một cửa, Sở Tư pháp (H17.05), kiêm nhiệm",
    )


def test_the_same_user_name_has_another_password_in_another_tenant(found: list[Account]) -> None:
    here, there = account(found, "danang", "annv"), account(found, "quang-nam", "annv")
    assert here.password != there.password
    assert there.portal_url == "http://quang-nam.localhost:8000/"


def test_passwords_have_14_characters_of_four_classes(found: list[Account]) -> None:
    for each in found:
        assert len(each.password) >= 14
        assert all(re.search(c, each.password) for c in ("[a-z]", "[A-Z]", "[0-9]", r"[^\w]|_"))


def test_the_list_is_the_same_every_time(secrets: SecretStore, found: list[Account]) -> None:
    assert accounts(secrets, TENANTS, on=DAY) == found


def test_who_is_locked_is_not_listed(found: list[Account]) -> None:
    assert "thuydt" not in {each.username for each in found}


def test_an_account_is_one_json_object(found: list[Account]) -> None:
    listed = account(found, "danang", "khanhvt")
    assert listed.as_json() == {
        "tenant": "danang",
        "portal_url": "http://danang.localhost:8000/",
        "username": "khanhvt",
        "password": listed.password,
        "kind": "no-module",
        "posts": ["Lái xe, Ủy ban nhân dân thành phố Đà Nẵng (H17)"],
        "modules": [],
    }


@pytest.mark.parametrize(
    ("named", "expected"),
    [([], INHABITED), (["quang-nam", "danang"], ["danang", "quang-nam"])],
)
def test_the_command_prints_everybody_of_the_provinces_as_json(
    own_var: None, named: list[str], expected: list[str]
) -> None:
    said = CliRunner().invoke(app, ["accounts", *named, "--json"])
    listed = json.loads(said.stdout)
    assert sorted({each["tenant"] for each in listed}) == sorted(expected)
    assert listed[0]["tenant"] == "danang"


def test_the_command_names_the_provinces_if_one_is_unknown(own_var: None) -> None:
    said = CliRunner().invoke(app, ["accounts", "da-nang"])
    assert isinstance(said.exception, TenantUnknown)
    assert "danang" in str(said.exception)
