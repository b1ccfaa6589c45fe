"""How long a token of somebody is, and what of it is too long."""

from uuid import UUID

from egov_idp.lint.trials.tokens_stay_small import MOST_BYTES, token_bytes
from egov_kit.grants import Grant, Post
from egov_ldap import Person


def somebody(grants: int, *, posts: int = 1) -> Person:
    return Person(
        staff_id=UUID(int=1),
        username="annv",
        name="Nguyễn Văn An",
        family_name="Nguyễn Văn",
        given_name="An",
        email=None,
        status="active",
        grants=tuple(Grant.parse(f"onestop.counter@H17.{n:02}") for n in range(grants)),
        posts=tuple(
            Post(id=UUID(int=n), unit="H17.08", title="clerk", acting=False) for n in range(posts)
        ),
    )


def test_as_many_grants_as_are_allowed_fit() -> None:
    assert token_bytes(somebody(60, posts=3)) < MOST_BYTES


def test_every_grant_makes_it_longer() -> None:
    assert token_bytes(somebody(60)) > token_bytes(somebody(59)) > token_bytes(somebody(1))
