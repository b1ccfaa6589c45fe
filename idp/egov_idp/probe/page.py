"""The form of a sign-in page, as a browser would find it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass(frozen=True, kw_only=True)
class Form:
    """Where it is sent, and the fields it would send untouched."""

    action: str
    fields: Mapping[str, str]


def find_form(url: str, html: str, *fields: str) -> Form | None:
    """The form of that page which has all these fields."""
    found = _Forms(url)
    found.feed(html)
    return next((form for form in found.forms if set(fields) <= set(form.fields)), None)


class _Forms(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._fields: dict[str, str] | None = None
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {}
            action = urljoin(self._url, given.get("action", ""))
            self.forms.append(Form(action=action, fields=self._fields))
        elif tag == "input" and self._fields is not None and "name" in given:
            self._fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
