"""Text as people type it, and text as it is compared."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn")


def clean(text: str) -> str:
    """``text`` in Unicode's composed form (NFC), on one line, without invisible characters.

    Vietnamese typed on different keyboards looks alike but is stored differently; it is made the
    same where it comes in.
    """
    one_line = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "".join(c for c in one_line if unicodedata.category(c) not in _INVISIBLE).strip()


def fold(text: str) -> str:
    """``text`` without tones, marks and case, to search in: "Nguyễn Thị Đào" → "nguyen thi dao"."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return clean("".join(c for c in apart if not unicodedata.combining(c)))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a search, at most ten, each once."""
    return tuple(dict.fromkeys(fold(text).split()))[:10]
