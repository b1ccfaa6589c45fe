"""Who somebody is: the platform's own claims, or what any sign-in server tells of its people."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from egov_kit.errors import ClaimInvalid, MapperMissing, TokenRefused
from egov_kit.grants import Grant, Post
from egov_kit.op.claims import Claims

_NEEDED = ("tenant", "staff_id", "preferred_username")
"""Posts and grants may be missing: Keycloak leaves out a claim that would be an empty list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Personal:
    """A person as the directory knows them; ``post`` is the working post they chose.

    People of an outside server have no ``staff_id``, posts and grants. ``email`` is what to write
    to, never who it is: another server, or an unverified account, may name the same.
    """

    staff_id: UUID | None
    tenant: str
    posts: tuple[Post, ...]
    post: UUID | None
    grants: tuple[Grant, ...]
    username: str
    name: str
    email: str | None
    email_verified: bool


def read_personal(claims: Claims, tenant: str) -> Personal:
    """The platform's claims of ``tenant``; raises `TokenRefused`.

    The issuer already stands for one tenant; the claim must say the same, so that a realm that
    was set up wrongly does not speak for another province. `MapperMissing` names the first claim
    that is not there at all.
    """
    for name in _NEEDED:
        if name not in claims:
            raise MapperMissing(name)
    if claims.text("tenant") != tenant:
        raise TokenRefused("tenant is another one")
    return _person(
        tenant=tenant,
        staff_id=claims.text("staff_id"),
        posts=claims.texts("posts"),
        post=claims.find_text("post"),
        grants=claims.texts("grants"),
        username=claims.text("preferred_username"),
        name=claims.label("name"),
        email=claims.label("email"),
        email_verified=claims.flag("email_verified"),
    )


# The same people come again and again, each time with a new token; the value is frozen.
@lru_cache(maxsize=4096)
def _person(
    *,
    tenant: str,
    staff_id: str,
    posts: tuple[str, ...],
    post: str | None,
    grants: tuple[str, ...],
    username: str,
    name: str | None,
    email: str | None,
    email_verified: bool,
) -> Personal:
    try:
        held, rights = tuple(map(Post.parse, posts)), tuple(map(Grant.parse, grants))
    except ClaimInvalid:
        raise TokenRefused("posts or grants cannot be read") from None
    return Personal(
        staff_id=_uuid("staff_id", staff_id),
        tenant=tenant,
        posts=held,
        post=None if post is None else _uuid("post", post),
        grants=rights,
        username=username,
        name=name or username,
        email=email,
        email_verified=email_verified,
    )


def _uuid(name: str, text: str) -> UUID:
    """A UUID in its one canonical form."""
    try:
        value = UUID(text)
    except ValueError:
        raise TokenRefused(f"{name} is no UUID") from None
    if str(value) != text.lower():
        raise TokenRefused(f"{name} is no UUID")
    return value


def read_outside(claims: Claims, tenant: str) -> Personal:
    """What a server that is not ours says of a person; its own ``staff_id`` or grants are nothing.

    Raises `TokenRefused` for a claim of another form.
    """
    email = claims.label("email")
    username = claims.label("preferred_username") or email or claims.subject()
    return Personal(
        staff_id=None,
        tenant=tenant,
        posts=(),
        post=None,
        grants=(),
        username=username,
        name=claims.label("name") or username,
        email=email,
        email_verified=claims.flag("email_verified"),
    )
