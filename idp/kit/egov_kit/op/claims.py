"""Claims of a token, read strictly: a claim of the wrong type is refused, never converted."""

from collections.abc import Mapping, Set
from datetime import UTC, datetime

from egov_kit.errors import TokenRefused

_LONGEST = 4096
_LAST_SECOND = 253_402_300_799  # the end of the year 9999, where datetime ends

_TEXT = frozenset({str})


class Claims:
    """The claims set of one token. Everything that does not fit raises `TokenRefused`."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> Set[str]:
        """The names of all claims."""
        return self._values.keys()

    def text(self, name: str) -> str:
        """A claim that must be there: text, not empty, nothing unprintable."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise TokenRefused(f"{name} is not text" if name in self._values else f"no {name}")
        if not value or len(value) > _LONGEST or not value.isprintable():
            raise TokenRefused(f"{name} is empty, too long or unprintable")
        return value

    def find_text(self, name: str) -> str | None:
        """A claim that may be missing."""
        return self.text(name) if name in self._values else None

    def subject(self) -> str:
        """``sub``: at most 255 ASCII characters (OIDC Core 2)."""
        value = self.text("sub")
        if len(value) > 255 or not value.isascii():
            raise TokenRefused("sub is not 255 ASCII characters")
        return value

    def label(self, name: str) -> str | None:
        """A text for people to read; spaces of any kind become one space."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise TokenRefused(f"{name} is not text")
        if value.isprintable():
            return value.strip() or None
        return "".join(c for c in " ".join(value.split()) if c.isprintable()) or None

    def flag(self, name: str) -> bool:
        """Whether a claim is `True` and nothing like it."""
        return self._values.get(name) is True

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a missing claim is an empty one."""
        value = self._values.get(name, [])
        if not isinstance(value, list) or not _TEXT.issuperset(map(type, value)):
            raise TokenRefused(f"{name} is not a list of texts")
        return tuple(value)

    def audience(self) -> frozenset[str]:
        """``aud``: one text or a list of them, at least one."""
        if isinstance(self._values.get("aud"), str):
            return frozenset({self.text("aud")})
        audience = frozenset(self.texts("aud"))
        if not audience:
            raise TokenRefused("no aud")
        return audience

    def seconds(self, name: str) -> float:
        """A NumericDate (RFC 7519) that must be there."""
        value = self._values.get(name)
        # bool is an int to Python and no date to anybody.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TokenRefused(f"{name} is no date" if name in self._values else f"no {name}")
        if not 0 <= value <= _LAST_SECOND:
            raise TokenRefused(f"{name} is no date")
        return value

    def find_seconds(self, name: str) -> float | None:
        """A NumericDate that may be missing."""
        return self.seconds(name) if name in self._values else None

    def members(self, name: str) -> Mapping[str, object]:
        """A JSON object."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise TokenRefused(f"{name} is not an object")
        return value

    def check_times(
        self, now: float, leeway: float, *, oldest: float | None = None, needs_exp: bool = True
    ) -> None:
        """``exp``, ``iat`` and ``nbf``; ``oldest`` is how many seconds ago ``iat`` may be."""
        issued = self.seconds("iat")
        if (needs_exp or "exp" in self) and now >= self.seconds("exp") + leeway:
            raise TokenRefused("expired")
        if issued > now + leeway or (self.find_seconds("nbf") or 0) > now + leeway:
            raise TokenRefused("not valid yet")
        if oldest is not None and issued < now - oldest - leeway:
            raise TokenRefused("issued too long ago")


def moment(seconds: float) -> datetime:
    """A NumericDate as an aware UTC time."""
    return datetime.fromtimestamp(seconds, UTC)
