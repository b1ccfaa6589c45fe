import re

import pytest
from babel.messages.pofile import read_po
from egov_kit.errors import ComponentChanged
from egov_kit.web import components, languages
from egov_kit.web.components import TEXTS, UNUSED, TranslatedComponents
from jinja2 import Environment, PrefixLoader, TemplateNotFound

ENGLISH = re.compile(r"""(?:default ?\(|or |else |title = )["'][A-Z][a-z]""")


def environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": TranslatedComponents()})
    made = Environment(loader=loader, extensions=["jinja2.ext.i18n"], autoescape=True)
    made.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        lambda text: f"«{text}»", lambda one, many, n: f"«{many}»", newstyle=True
    )
    return made


def render(component: str, call: str) -> str:
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    macro = call.partition("(")[0]
    source = f'{{% from "{path}" import {macro} %}}{{{{ {call} }}}}'
    return environment().from_string(source).render()


def component_names() -> list[str]:
    names = TranslatedComponents().list_templates()
    return sorted(name.split("/")[1] for name in names if name.startswith("components/"))


@pytest.mark.parametrize("name", [n for n in component_names() if n not in UNUSED])
def test_component_keeps_no_english_of_its_own(name: str) -> None:
    source, *_ = TranslatedComponents().get_source(environment(), f"components/{name}/macro.html")
    assert ENGLISH.findall(source) == []


def test_built_in_text_goes_through_gettext() -> None:
    assert "«Error»:" in render("error-message", 'govukErrorMessage({"text": "x"})')
    assert "«Page 2»" in render("pagination", 'govukPagination({"items": [{"number": 2}]})')
    assert "«Next page»" in render("pagination", 'govukPagination({"next": {"href": "/"}})')
    assert 'data-i18n.hide-password="«Hide»"' in render(
        "password-input", 'govukPasswordInput({"id": "p", "name": "p", "label": {"text": "x"}})'
    )


def test_count_is_left_for_the_script_to_fill_in() -> None:
    page = render(
        "character-count",
        'govukCharacterCount({"id": "c", "name": "c", "maxlength": 10, "label": {"text": "x"}})',
    )
    assert "«You can enter up to 10 characters»" in page
    assert "«You have %{count} characters remaining»" in page


def test_every_built_in_text_is_in_vietnamese() -> None:
    changes = [new for texts in TEXTS.values() for _, new in texts]
    wanted = {text for new in changes for text in re.findall(r'_\("([^"]+)"', new)}
    with (languages.TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = {str(m.id) for m in read_po(file) if m.id and m.string}
    assert wanted - known == set()


def test_changed_component_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "TEXTS", {"back-link": (("not there", "x"),)})
    with pytest.raises(ComponentChanged, match="back-link"):
        environment().get_template("govuk_frontend_jinja/components/back-link/macro.html")


def test_crown_cannot_be_shown() -> None:
    with pytest.raises(TemplateNotFound):
        environment().get_template("govuk_frontend_jinja/components/footer/macro.html")
