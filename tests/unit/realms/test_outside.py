"""Modules that somebody else runs: what a province's file says of them, and their clients."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from egov_idp.errors import SecretMissing
from egov_idp.lint import all_rules
from egov_idp.realms import load
from egov_idp.realms.errors import ClaimedTwice, OutsideRefused, RealmInvalid
from egov_idp.realms.outside_clients import clients
from egov_idp.realms.spec import REALMS, RealmSpec
from egov_idp.secrets import SecretStore
from egov_kit.module import discover

from tests.support._rendered import of_spec, realm

SWITCH = datetime(2026, 12, 1, 0, 0, tzinfo=UTC) - timedelta(hours=7)
GIS = """
outside_modules:
  gis:
    title: { vi: Bản đồ, en: Map }
    module: onestop
    redirect_uris: [https://gis.danang.gov.vn/callback]
    back_channel: https://gis.danang.gov.vn/logout
    secret: ${secret:gis}
    next:
      secret: ${secret:gis-2}
      from: 2026-12-01T00:00+07:00
"""


def province(folder: Path, text: str = GIS) -> RealmSpec:
    for name in ("_base.yaml", "danang.yaml"):
        shutil.copy(REALMS / name, folder)
    with (folder / "danang.yaml").open("a", encoding="utf-8") as file:
        file.write(text)
    return load("danang", folder)


def client(spec: RealmSpec, folder: Path, now: datetime = SWITCH) -> dict[str, Any]:
    variables = {"EGOV_SECRET_GIS": "the first", "EGOV_SECRET_GIS_2": "the second"}
    store = SecretStore(folder, now=lambda: now, variables=variables)
    (made,) = clients(spec, discover(), store)
    return made


@pytest.mark.parametrize(
    ("now", "secret"),
    [(SWITCH - timedelta(seconds=1), "the first"), (SWITCH, "the second")],
)
def test_secret_changes_at_its_moment(tmp_path: Path, now: datetime, secret: str) -> None:
    assert client(province(tmp_path), tmp_path, now)["secret"] == secret


def test_the_gate_lets_through_whom_it_lets_into_the_module_named(tmp_path: Path) -> None:
    assert client(province(tmp_path), tmp_path)["attributes"]["egov.module"] == "onestop"


def test_lint_finds_nothing_but_that_it_has_a_secret(tmp_path: Path) -> None:
    document = of_spec(province(tmp_path))
    found = [each for rule in all_rules() for each in rule.find(realm(document))]

    assert [str(each) for each in found] == ["client gis, clientAuthenticatorType is client-secret"]


@pytest.mark.parametrize(
    "place", ["    secret: ${secret:gis}\n", "      secret: ${secret:gis-2}\n"]
)
def test_a_secret_itself_is_refused_with_its_line_and_not_repeated(
    tmp_path: Path, place: str
) -> None:
    literal = place.split("$")[0] + "kín-lắm-123\n"
    own = len((REALMS / "danang.yaml").read_text(encoding="utf-8").splitlines())
    line = own + GIS[: GIS.index(place)].count("\n") + 1

    with pytest.raises(RealmInvalid) as told:
        province(tmp_path, GIS.replace(place, literal))

    assert f"danang.yaml:{line}: outside_modules.gis." in str(told.value)
    assert "only a reference" in str(told.value)
    cause: BaseException | None = told.value
    while cause:
        assert "kín-lắm-123" not in str(cause) + repr(cause)
        cause = cause.__cause__ or cause.__context__


@pytest.mark.parametrize(
    "text",
    [
        GIS.replace("+07:00", ""),
        GIS.replace("https://gis.danang.gov.vn/callback", "https://gis.danang.gov.vn/*"),
        GIS.replace("https://gis.danang.gov.vn/callback", "http://gis.danang.gov.vn/callback"),
        GIS.replace("[https://gis.danang.gov.vn/callback]", "[]"),
        GIS.replace("gis:\n", "GIS:\n"),
        GIS.replace("from:", "form:"),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RealmInvalid, match=r"danang.yaml:\d+: outside_modules"):
        province(tmp_path, text)


def test_module_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    spec = province(tmp_path, GIS.replace("module: onestop", "module: portal"))

    with pytest.raises(OutsideRefused, match="onestop"):
        client(spec, tmp_path)


@pytest.mark.parametrize("name", ["onestop", "account"])
def test_name_of_another_client_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ClaimedTwice, match=name):
        of_spec(province(tmp_path, GIS.replace("gis:\n", f"{name}:\n")))


def test_missing_secret_is_told(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match="EGOV_SECRET_GIS_2"):
        clients(province(tmp_path), discover(), SecretStore(tmp_path, now=lambda: SWITCH))
