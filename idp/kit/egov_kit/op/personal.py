"""The platform's own claims: who holds which posts and grants, in which province."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from egov_kit.errors import ClaimInvalid, TokenRefused
from egov_kit.grants import Grant, Post
from egov_kit.op.claims import Claims

# The same few posts and grants come again with every token; the values are frozen.
_post = lru_cache(maxsize=2048)(Post.parse)
_grant = lru_cache(maxsize=4096)(Grant.parse)


@dataclass(frozen=True, kw_only=True, slots=True)
class Personal:
    """A person as the directory knows them; ``post`` is the working post they chose."""

    staff_id: UUID
    tenant: str
    posts: tuple[Post, ...]
    post: UUID | None
    grants: tuple[Grant, ...]
    username: str
    name: str


def read_personal(claims: Claims, tenant: str) -> Personal:
    """The platform's claims of ``tenant``; raises `TokenRefused`.

    The issuer already stands for one tenant; the claim must say the same, so that a realm that
    was set up wrongly does not speak for another province.
    """
    if claims.text("tenant") != tenant:
        raise TokenRefused("tenant is another one")
    username = claims.text("preferred_username")
    try:
        posts = tuple(map(_post, claims.texts("posts")))
        grants = tuple(map(_grant, claims.texts("grants")))
    except ClaimInvalid:
        raise TokenRefused("posts or grants cannot be read") from None
    return Personal(
        staff_id=claims.identifier("staff_id"),
        tenant=tenant,
        posts=posts,
        post=claims.identifier("post") if "post" in claims else None,
        grants=grants,
        username=username,
        name=claims.label("name") or username,
    )
