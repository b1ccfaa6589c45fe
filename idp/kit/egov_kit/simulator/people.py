"""The people who can sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from egov_kit.simulator.errors import ConfigurationInvalid

_PROFILE = ("name", "given_name", "family_name", "preferred_username", "locale")
_EMAIL = ("email", "email_verified")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody; ``claims`` is all that tokens and userinfo say of them, beside ``sub``."""

    username: str
    sub: str
    claims: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> "Person":
        """A person of the client file: ``username``, ``sub`` if it matters, and any claims.

        Raises `ConfigurationInvalid`.
        """
        told = dict(described)
        username = told.pop("username", None)
        if not isinstance(username, str) or not username.strip():
            raise ConfigurationInvalid("a person needs a username")
        sub = told.pop("sub", None) or str(uuid5(NAMESPACE_URL, f"person:{username}"))
        usual = {"preferred_username": username, "name": username}
        return cls(username=username, sub=str(sub), claims=usual | told)

    @property
    def name(self) -> str:
        """What people call them."""
        return str(self.claims.get("name", self.username))

    def scoped(self, scopes: frozenset[str]) -> dict[str, Any]:
        """What an ID token says of them: the claims of ``profile`` and ``email`` (Core 5.4)."""
        wanted = _PROFILE * ("profile" in scopes) + _EMAIL * ("email" in scopes)
        return {name: self.claims[name] for name in wanted if name in self.claims}


def _official(
    number: int, username: str, name: str, *posts: str, grants: tuple[str, ...] = ()
) -> Person:
    """An official of Da Nang, with posts such as ``H17.08|counter-officer|main``."""
    ids = [f"00000000-0000-4000-8000-{number:06d}{place:06d}" for place in range(len(posts))]
    family, _, given = name.rpartition(" ")
    return Person.of(
        {
            "username": username,
            "name": name,
            "given_name": given,
            "family_name": family,
            "email": f"{username}@danang.example",
            "email_verified": True,
            "locale": "vi",
            "staff_id": f"00000000-0000-4000-9000-{number:012d}",
            "tenant": "danang",
            "posts": [f"{each}|{post}" for each, post in zip(ids, posts, strict=True)],
            "grants": list(grants),
        }
        | ({"post": ids[0]} if ids else {})
    )


PEOPLE = (
    _official(
        1,
        "annv",
        "Nguyễn Văn An",
        "H17.08|counter-officer|main",
        "H17.08.02|counter-officer|acting",
        grants=("onestop.counter@H17.08", "onestop.counter@H17.08.02"),
    ),
    _official(2, "binhtt", "Trần Thị Bình", "H17.08|head|main", grants=("onestop.head@H17.08",)),
    _official(3, "khanhvt", "Võ Tấn Khánh", "H17.08|driver|main"),
)
"""Who can sign in unless the client file says otherwise: three officials, one without a grant."""
