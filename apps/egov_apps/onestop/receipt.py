"""What is printed for the applicant (Giấy tiếp nhận hồ sơ và hẹn trả kết quả)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import segno
from markupsafe import Markup

from egov_apps.onestop.catalogue import DATA


@dataclass(frozen=True, kw_only=True)
class Form:
    """The head of a printed form: its number and the text that prescribes it."""

    number: Mapping[str, str]
    basis: Mapping[str, str]
    title: Mapping[str, str]
    verified: bool


@cache
def receipt_form() -> Form:
    """The form of the receipt, read once from ``data/forms.toml``."""
    raw = tomllib.loads((DATA / "forms.toml").read_text(encoding="utf-8"))
    return Form(**raw["receipt"])


def qr(text: str) -> Markup:
    """``text`` as a QR code, an SVG to put into a page; it holds nothing but shapes."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2)
    return Markup(drawn)  # noqa: S704 - drawn by segno: paths and numbers, none of the text
