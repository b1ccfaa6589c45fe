"""What the pages tell a technician to type does its work, line after line, on a real platform."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT

from tests.support import repository
from tests.support._commands import named, typed
from tests.support._launcher import Place, new_place
from tests.support._typist import Typist

GUIDES = ROOT / "docs" / "how-to"
OWN_TEST = {
    "add-a-province.md": "tests/integration/launcher/test_new_province.py",
    "change-all-provinces.md": "tests/integration/launcher/test_rings.py",
    "put-it-behind-tls.md": "tests/integration/launcher/test_tls.py",
    "run-in-containers.md": "tests/compose/test_journey.py",
    "what-somebody-changed-by-hand.md": "tests/integration/launcher/test_drift.py",
}
"""Pages whose commands need a platform of another make."""
PAGES = [
    ROOT / "docs" / "tutorial.md",
    ROOT / "README.en.md",
    *(page for page in sorted(GUIDES.glob("*.md")) if page.name not in OWN_TEST),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return new_place(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def typist(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typist]:
    sitting, before = Typist(tmp_path_factory.mktemp("desk"), place), declared_files()
    yield sitting
    sitting.type("./egov down")
    assert declared_files() == before, "it belongs to a test with a source of its own"


def declared_files() -> set[Path]:
    """The files of all provinces in the checkout that these tests are of."""
    return {*(ROOT / "realms").iterdir(), *(ROOT / "ldap" / "seed").iterdir()}


@pytest.mark.parametrize("page", PAGES, ids=repository.name)
def test_every_command_of_a_page_does_its_work(page: Path, typist: Typist, place: Place) -> None:
    for line in typed(page):
        do(line, typist, place)


def test_every_command_the_readme_names_does_its_work(typist: Typist, place: Place) -> None:
    page = ROOT / "README.en.md"
    done = set(typed(page))
    for line in dict.fromkeys(named(page)):
        if line not in done:
            do(line, typist, place)


def do(line: str, typist: Typist, place: Place) -> None:
    """Type it; whoever starts a platform finds it stopped, whoever asks one finds it running."""
    if line.startswith("./egov up"):
        typist.type("./egov down")
    elif place.run("status").returncode == 3 and "restore" not in line:
        typist.type("./egov up --detach")
    typist.type(line)


@pytest.mark.parametrize(("page", "test"), OWN_TEST.items())
def test_a_page_with_a_test_of_its_own_is_read_by_it(page: str, test: str) -> None:
    assert page in (ROOT / test).read_text("utf-8")


def test_both_languages_of_the_readme_have_the_same_commands() -> None:
    vietnamese, english = ROOT / "README.md", ROOT / "README.en.md"

    assert typed(vietnamese) == typed(english)
    assert named(vietnamese) == named(english)
