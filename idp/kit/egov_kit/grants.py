"""Posts and grants as the access token carries them, and the one rule that compares unit codes.

The code *is* the place: ``H17.08`` covers ``H17.08.02`` and not ``H17.080``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from egov_kit.errors import ClaimInvalid


def covers(unit: str, other: str) -> bool:
    """Whether unit code ``unit`` is ``other`` or one of the units above it."""
    return other == unit or other.startswith(unit + ".")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One right: ``module.role@unit``, such as ``onestop.counter@H17.08``."""

    module: str
    role: str
    unit: str

    @classmethod
    @lru_cache(maxsize=16_384)  # every request reads those of its person again
    def parse(cls, text: str) -> "Grant":
        """Read the written form; raises `ClaimInvalid`."""
        right, at, unit = text.partition("@")
        module, dot, role = right.partition(".")
        if not (at and dot and unit and module and role):
            raise ClaimInvalid("grants", text)
        return cls(module=module, role=role, unit=unit)

    def __str__(self) -> str:
        return f"{self.module}.{self.role}@{self.unit}"


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post somebody holds now: ``<post uuid>|<unit code>|<title code>|main`` or ``…|acting``."""

    id: UUID
    unit: str
    title: str
    acting: bool

    @classmethod
    @lru_cache(maxsize=16_384)
    def parse(cls, text: str) -> "Post":
        """Read the written form (``egovPostRef``); raises `ClaimInvalid`."""
        parts = text.split("|")
        if len(parts) != 4 or parts[3] not in ("main", "acting"):
            raise ClaimInvalid("posts", text)
        try:
            post_id = UUID(parts[0])
        except ValueError as error:
            raise ClaimInvalid("posts", text) from error
        return cls(id=post_id, unit=parts[1], title=parts[2], acting=parts[3] == "acting")

    def __str__(self) -> str:
        return f"{self.id}|{self.unit}|{self.title}|{'acting' if self.acting else 'main'}"


def units_of(grants: Iterable[Grant], right: str) -> tuple[str, ...]:
    """The unit codes for which ``right`` (``module.role``) is held, sorted."""
    return tuple(sorted({g.unit for g in grants if f"{g.module}.{g.role}" == right}))
