"""Pages of paper as PDF: tagged (PDF/UA-1), in the platform's own font, made from HTML.

WeasyPrint keeps fonts apart by the name of their family alone, so each subset of Public Sans is a
family of its own here; in one family the letters of one would be drawn from another.
"""

import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

from egov_kit.web import assets
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from egov_apps.onestop.errors import PaperAsksOutside

_HERE: Final = "http://paper.invalid"
_STYLE: Final = Path(__file__).parent / "static" / "paper.css"
_SUBSETS: Final = ("latin", "vietnamese", "latin-ext")
_WEIGHTS: Final = (400, 700)
_one_at_a_time: Final = threading.Lock()
"""Pango's font map, which all documents share, is not made for several threads."""


def render(html: str) -> bytes:
    """A whole HTML page, with ``lang`` and ``title``, as PDF/UA-1 on A4.

    It is styled by ``static/paper.css`` and may name files under ``/assets/`` alone; nothing is
    fetched from anywhere. Raises `PaperAsksOutside` if it names something else.
    """
    with _one_at_a_time:
        try:
            return _render(html)
        # It is no `Exception`, so it would end more than this request.
        except FatalURLFetchingError as error:
            raise PaperAsksOutside(str(error)) from error


def _render(html: str) -> bytes:
    fonts, sheets = _looks()
    page = HTML(string=html, base_url=_HERE, url_fetcher=_Assets())
    made: bytes = page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")
    return made


class _Assets(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """The files of the kit, read where they lie."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ANN401 - its own
        found = assets.serve(url.removeprefix(_HERE), "")
        if not url.startswith(_HERE + assets.PREFIX) or found.status != 200:
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, found.body, {"Content-Type": found.content_type})


@cache
def _looks() -> tuple[FontConfiguration, list[CSS]]:
    """The fonts and style sheets of every document, read once."""
    fonts = FontConfiguration()
    texts = (_faces(), _STYLE.read_text(encoding="utf-8"))
    sheets = [
        CSS(string=text, base_url=_HERE, url_fetcher=_Assets(), font_config=fonts) for text in texts
    ]
    return fonts, sheets


def _faces() -> str:
    return "\n".join(_face(subset, weight) for subset in _SUBSETS for weight in _WEIGHTS)


def _face(subset: str, weight: int) -> str:
    file = assets.asset(f"fonts/public-sans-{subset}-{weight}-normal.woff2")
    return (
        f'@font-face {{ font-family: "Public Sans {subset}"; font-weight: {weight};'
        f' src: url("{file}") }}'
    )
