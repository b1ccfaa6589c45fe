"""Translations are compiled when they changed, and only then."""

import gettext
import os
from pathlib import Path

import pytest
from egov_idp.local.assets import compile_translations


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "shell/egov_shell/translations/vi/LC_MESSAGES/messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Sign out"\nmsgstr "Đăng xuất"\n',
        encoding="utf-8",
    )
    return path


def test_a_translation_is_compiled_beside_its_source(source: Path, tmp_path: Path) -> None:
    (compiled,) = compile_translations(tmp_path)

    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Sign out") == "Đăng xuất"


def test_what_did_not_change_is_not_compiled_again(source: Path, tmp_path: Path) -> None:
    compile_translations(tmp_path)

    assert compile_translations(tmp_path) == []


def test_what_changed_is_compiled_again(source: Path, tmp_path: Path) -> None:
    (compiled,) = compile_translations(tmp_path)
    later = compiled.stat().st_mtime + 1
    os.utime(source, (later, later))

    assert compile_translations(tmp_path) == [compiled]
