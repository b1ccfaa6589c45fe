"""Secrets that somebody else made: where they are looked for, and what is said of a missing one."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from egov_idp.errors import SecretMissing
from egov_idp.secrets import SecretStore, referred

GIS = "${secret:gis/client-2}"
VARIABLE = "EGOV_SECRET_GIS_CLIENT_2"


def store(root: Path, **variables: str) -> SecretStore:
    return SecretStore(root, variables=variables)


@pytest.fixture
def places(tmp_path: Path) -> Mapping[str, str]:
    """The same secret in all three places, each with another value; the store is the folder."""
    (tmp_path / "gis").mkdir()
    (tmp_path / "gis/client-2").write_text("in the store\n", encoding="utf-8")
    (tmp_path / "file").write_text("in the file\n", encoding="utf-8")
    return {f"{VARIABLE}_FILE": str(tmp_path / "file"), VARIABLE: "in the environment"}


@pytest.mark.parametrize(
    ("without", "found"),
    [
        ([], "in the file"),
        ([f"{VARIABLE}_FILE"], "in the environment"),
        ([f"{VARIABLE}_FILE", VARIABLE], "in the store"),
    ],
)
def test_the_first_place_that_has_it_counts(
    tmp_path: Path, places: Mapping[str, str], without: list[str], found: str
) -> None:
    variables = {name: text for name, text in places.items() if name not in without}

    assert store(tmp_path, **variables).given(GIS) == found


def test_file_that_is_named_and_not_there_is_no_reason_to_look_elsewhere(
    tmp_path: Path, places: Mapping[str, str]
) -> None:
    (tmp_path / "file").unlink()

    with pytest.raises(SecretMissing):
        store(tmp_path, **places).given(GIS)


def test_missing_one_is_said_with_all_three_places(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing) as told:
        store(tmp_path).given(GIS)

    for place in (GIS, f"{VARIABLE}_FILE", f"as {VARIABLE}", str(tmp_path / "gis/client-2")):
        assert place in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["gis", "${secret:}", "${secret:../x}", "${secret:a}b", "$secret:a", "${secret:A}"]
)
def test_what_is_no_reference_refers_to_nothing(text: str) -> None:
    assert referred(text) is None
