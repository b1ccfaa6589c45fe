"""All templates parse, and every text in them and in the code has a Vietnamese translation."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po
from egov_idp.local.layout import ROOT
from jinja2 import Environment, nodes

from tests.support import repository

CATALOGUES = [p for p in repository.product(".po") if p.parent.parent.name == "vi"]
PACKAGES = sorted({path.parents[3] for path in CATALOGUES})
TEMPLATES = [p for p in repository.product(".html") if "templates" in p.parts]

# How texts are marked, besides gettext's own names.
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2), "_l": None}


@pytest.fixture(scope="session")
def jinja() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


@pytest.mark.parametrize("path", TEMPLATES, ids=repository.name)
def test_a_template_parses(path: Path, jinja: Environment) -> None:
    assert jinja.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=repository.name)
def test_a_template_holds_no_text_outside_of_a_translation(path: Path, jinja: Environment) -> None:
    tree = jinja.parse(path.read_text(encoding="utf-8"))

    assert words_outside_tags(untranslated(tree)) == []


@pytest.mark.parametrize("package", PACKAGES, ids=repository.name)
def test_every_text_has_a_vietnamese_translation(package: Path) -> None:
    known = translated(package)

    assert {text: where for text, where in texts(package) if text not in known} == {}


def test_every_text_belongs_to_a_package_with_a_catalogue() -> None:
    homeless = [
        repository.name(path)
        for path in repository.product(".py", ".html")
        if texts_of(path) and not set(PACKAGES) & set(path.parents)
    ]

    assert homeless == []


def translated(package: Path) -> set[str]:
    """The texts of the package that have a translation somebody has looked at."""
    found = set()
    for catalogue in (p for p in CATALOGUES if p.parents[3] == package):
        with catalogue.open("rb") as file:
            found |= {
                message_id(message.id)
                for message in read_po(file)
                if message.id and not message.fuzzy and all(translations(message.string))
            }
    return found


def untranslated(tree: nodes.Template) -> str:
    """The text that is written into the page as it stands, with a space for each expression."""
    written = []
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            written.append(node.data if isinstance(node, nodes.TemplateData) else " ")
    return "".join(written)


def words_outside_tags(html: str) -> list[str]:
    """Words that are in no tag; an element that says its own ``lang`` is in it on purpose."""
    without = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    without = re.sub(r'<(\w+)[^>]* lang="[a-z]+"[^>]*>.*?</\1>', " ", without, flags=re.DOTALL)
    without = re.sub(r"<!--.*?-->|<[^>]*>|&\w+;", " ", without, flags=re.DOTALL)
    return re.findall(r"[^\W\d_]{2,}", without)


def texts(package: Path) -> Iterator[tuple[str, str]]:
    for path in repository.committed(".py", ".html", under=package):
        for text in texts_of(path):
            yield text, repository.name(path)


def texts_of(path: Path) -> list[str]:
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {"silent": "false", "extensions": "jinja2.ext.do"} if path.suffix == ".html" else {}
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    return [message_id(each[1]) for each in found if message_id(each[1])]


def message_id(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def translations(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def test_folders_of_translations_lie_where_the_build_looks() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in CATALOGUES} <= {"idp", "shell", "apps"}
