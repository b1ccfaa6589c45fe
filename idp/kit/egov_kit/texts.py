"""Text as people type it, and text as it is compared and sorted."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn")


def clean(text: str) -> str:
    """``text`` in Unicode's composed form (NFC), on one line, without invisible characters.

    Vietnamese typed on different keyboards looks alike but is stored differently; it is made the
    same where it comes in.
    """
    # First, or what they stood between would neither compose nor be one space.
    visible = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def fold(text: str) -> str:
    """``text`` without tones, marks and case, to search in: "Nguyễn Thị Đào" → "nguyen thi dao"."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return clean("".join(c for c in apart if not unicodedata.combining(c)))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a search, at most ten, each once."""
    return tuple(dict.fromkeys(fold(text).split()))[:10]


def by_given_name(name: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What names of people are sorted by: the given name, their last word, then the others.

    Đ comes after D; what differs in marks alone stays together.
    """
    *others, given = clean(name).split() or [""]
    return _letters([given]), _letters(others)


def _letters(some: list[str]) -> list[tuple[str, str]]:
    # "~" comes after every letter, so that "đ" stands behind all of "d".
    lower = [each.casefold() for each in some]
    return [(fold(each.replace("đ", "d~")), each) for each in lower]
