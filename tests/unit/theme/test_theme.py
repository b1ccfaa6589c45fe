"""The texts of the sign-in pages and of mail, as far as they can be read without a server."""

import re
from pathlib import Path

import pytest
import yaml
from egov_idp.local.layout import ROOT

THEMES = ROOT / "idp" / "keycloak" / "themes" / "egov"
PAGES = sorted(path for path in (THEMES / "login").glob("*.ftl") if path.name != "assets.ftl")
MAILS = sorted((THEMES / "email").glob("*/*.ftl"))
TEMPLATES = [*PAGES, *MAILS]


def name(path: Path) -> str:
    return path.relative_to(THEMES).as_posix()


def messages(language: str, theme: str = "login") -> dict[str, str]:
    path = THEMES / theme / "messages" / f"messages_{language}.properties"
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("theme", ["login", "email"])
def test_both_languages_say_the_same_things(theme: str) -> None:
    vietnamese, english = messages("vi", theme), messages("en", theme)

    assert vietnamese.keys() == english.keys()
    for key, text in vietnamese.items():
        assert set(re.findall(r"{\d}", text)) == set(re.findall(r"{\d}", english[key])), key


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_our_own_texts_exist(path: Path) -> None:
    used = set(re.findall(r'msg\("(egov\w+)"', path.read_text(encoding="utf-8")))
    assert used - messages("vi", name(path).partition("/")[0]).keys() == set()


def test_a_mail_is_written_as_text_and_as_html() -> None:
    assert [name(path) for path in MAILS] == [
        "email/html/password-reset.ftl",
        "email/text/password-reset.ftl",
    ]


@pytest.mark.parametrize("path", MAILS, ids=name)
def test_a_mail_fetches_nothing_and_leads_nowhere_but_to_its_link(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<(img|link|script|iframe|form)|https?:|url\(|@import", text)
    assert re.findall(r'href="([^"]*)"', text) == (["${link}"] if "html" in name(path) else [])


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_sign_in_pages_need_no_script(path: Path) -> None:
    assert not re.search(r"<script|\son\w+=|style=", path.read_text(encoding="utf-8"))


def test_apostrophes_survive_texts_with_arguments() -> None:
    texts = [
        text
        for theme in ("login", "email")
        for language in ("vi", "en")
        for text in messages(language, theme).values()
    ]
    assert [text for text in texts if "{0}" in text and re.search(r"(?<!')'(?!')", text)] == []


def test_page_says_how_long_the_realm_locks() -> None:
    realm = yaml.safe_load((ROOT / "realms" / "_base.yaml").read_text(encoding="utf-8"))
    rule = realm["wrong_passwords"]
    for language, waiting, counting in (
        ("vi", "đợi {} phút", "Sau {} lần"),
        ("en", "wait {} minutes", "After {} wrong"),
    ):
        said = messages(language)
        assert waiting.format(rule["wait_minutes"]) in said["accountTemporarilyDisabledMessage"]
        assert counting.format(rule["allowed"]) in said["invalidUserMessage"]


def test_page_says_how_long_a_new_password_must_be() -> None:
    realm = yaml.safe_load((ROOT / "realms" / "_base.yaml").read_text(encoding="utf-8"))
    for language in ("vi", "en"):
        assert f" {realm['password']['length']} " in messages(language)["egovPasswordHint"]
