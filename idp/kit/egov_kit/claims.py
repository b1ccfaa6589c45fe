"""From verified tokens to persons."""

from dataclasses import replace
from typing import Any

from egov_kit.op import AccessToken, IdToken, UserInfo
from egov_kit.op.personal import Personal
from egov_kit.person import Person, choose_working_post


def person_of(token: AccessToken) -> Person:
    """The person an access token speaks of."""
    return Person(
        iss=token.iss,
        sub=token.sub,
        tenant=token.person.tenant,
        staff_id=token.person.staff_id,
        acr=token.acr,
        auth_time=token.auth_time,
        sid=token.sid,
        **_as_told(token.person),
    )


def _as_told(told: Personal) -> dict[str, Any]:
    """What may change from one token to the next."""
    return {
        "username": told.username,
        "name": told.name,
        "posts": told.posts,
        "post": choose_working_post(told.posts, told.post),
        "grants": told.grants,
        "email": told.email,
        "email_verified": told.email_verified,
    }


def person_signed_in(token: AccessToken, identity: IdToken) -> Person:
    """The person who just signed in: how strongly and when is what the ID token says."""
    return replace(person_of(token), acr=identity.acr, auth_time=identity.auth_time)


def outsider_signed_in(identity: IdToken, tenant: str) -> Person:
    """Whom an outside provider signed in: known by ``iss`` and ``sub``, with no right here."""
    username = identity.username or identity.email or identity.sub
    return Person(
        iss=identity.iss,
        sub=identity.sub,
        staff_id=None,
        tenant=tenant,
        username=username,
        name=identity.name or username,
        posts=(),
        post=None,
        grants=(),
        acr=identity.acr,
        auth_time=identity.auth_time,
        sid=identity.sid,
        email=identity.email,
        email_verified=identity.email_verified,
    )


def person_renewed(person: Person, token: AccessToken) -> Person:
    """``person`` as a refreshed token tells.

    A refresh is no sign-in (OIDC Core 12.2): how strongly and when stays as it was, even where the
    token has more to say because another application asked for it in the meantime.
    """
    return replace(person_of(token), acr=person.acr, auth_time=person.auth_time)


def person_reread(person: Person, info: UserInfo) -> Person:
    """``person`` with the name, posts and grants the provider tells now."""
    return replace(person, **_as_told(info.person))
