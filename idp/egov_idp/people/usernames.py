"""User names by the rule of the provinces: given name, then the initials of the names before it.

"Nguyễn Văn An" is ``annv``; the second of that name is ``annv2``.
"""

import re
from collections.abc import Iterator
from itertools import count

from egov_kit.texts import fold

USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,62}")
"""What a user name may look like: it is also the local part of the e-mail address."""

_NOT_PLAIN = re.compile(r"[^a-z0-9]")


def split(name: str) -> tuple[str, str]:
    """Family and middle names, and the given name, which in Vietnamese stands last.

    Whoever has one name alone has it as both.
    """
    before, _, given = name.rpartition(" ")
    return before or given, given


def candidates(name: str) -> Iterator[str]:
    """The user names for ``name`` in the order in which they are tried, without end."""
    *before, given = fold(name).split()
    plain = _NOT_PLAIN.sub("", given) + "".join(_NOT_PLAIN.sub("", each)[:1] for each in before)
    yield plain
    yield from (f"{plain}{number}" for number in count(2))
