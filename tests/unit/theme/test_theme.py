"""The texts of the sign-in pages, as far as they can be read without a server."""

import re
from pathlib import Path

import pytest
import yaml
from egov_idp.local.layout import ROOT

THEME = ROOT / "idp" / "keycloak" / "themes" / "egov" / "login"
TEMPLATES = sorted(path for path in THEME.glob("*.ftl") if path.name != "assets.ftl")


def messages(language: str) -> dict[str, str]:
    text = (THEME / "messages" / f"messages_{language}.properties").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_both_languages_say_the_same_things() -> None:
    assert messages("vi").keys() == messages("en").keys()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_our_own_texts_exist(path: Path) -> None:
    used = set(re.findall(r'msg\("(egov\w+)"', path.read_text(encoding="utf-8")))
    assert used - messages("vi").keys() == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_sign_in_pages_need_no_script(path: Path) -> None:
    assert not re.search(r"<script|\son\w+=|style=", path.read_text(encoding="utf-8"))


def test_apostrophes_survive_texts_with_arguments() -> None:
    texts = [text for each in ("vi", "en") for text in messages(each).values()]
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
