"""From verified tokens to persons."""

from dataclasses import replace

from egov_kit.op import AccessToken, UserInfo
from egov_kit.person import Person, choose_working_post


def person_of(token: AccessToken) -> Person:
    """The person an access token speaks of."""
    return Person(
        staff_id=token.staff_id,
        tenant=token.tenant,
        username=token.username,
        name=token.name,
        posts=token.posts,
        working_post=choose_working_post(token.posts, token.post),
        grants=token.grants,
        acr=token.acr,
        sid=token.sid,
    )


def person_reread(person: Person, info: UserInfo) -> Person:
    """``person`` with the name, posts and grants the provider tells now."""
    return replace(
        person,
        username=info.username,
        name=info.name,
        posts=info.posts,
        working_post=choose_working_post(info.posts, info.post),
        grants=info.grants,
    )
