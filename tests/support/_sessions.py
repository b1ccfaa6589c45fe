"""Sessions as a sign-in leaves them, for tests of the stores alone."""

from datetime import datetime, timedelta

from egov_kit.op import TokenSet
from egov_kit.person import Person
from egov_kit.sessions import KeptSession, Sessions, Subject

from tests.support.op import PERSON
from tests.support.stores import TENANTS

ISS = TENANTS["danang"].issuer
PERSON_JSON = {
    "staff_id": PERSON["staff_id"],
    "tenant": "danang",
    "username": "annv",
    "name": "Nguyễn Văn An",
    "posts": PERSON["posts"],
    "post": PERSON["post"],
    "grants": PERSON["grants"],
    "acr": "1",
    "auth_time": None,
    "sid": "s1",
}


def token_set(now: datetime, name: str = "one") -> TokenSet:
    """Tokens good for five minutes, of a sign-in that lasts ten hours."""
    return TokenSet(
        access_token=f"access-{name}",
        expires_at=now + timedelta(minutes=5),
        refresh_token=f"refresh-{name}",
        refresh_expires_at=now + timedelta(hours=10),
        id_token=f"id-{name}",
    )


def person(sub: str = "ada", staff_id: str | None = None) -> Person:
    """Somebody, by default the person of the simulator."""
    said = PERSON_JSON | ({"staff_id": staff_id} if staff_id else {})
    return Person.from_json(said, iss=ISS, sub=sub)


def begin(
    sessions: Sessions,
    *,
    sub: str = "ada",
    sid: str | None = "s1",
    old: KeptSession | None = None,
    agent: str | None = None,
) -> tuple[str, KeptSession]:
    """A session and its cookie."""
    subject = Subject(iss=ISS, sub=sub, sid=sid)
    return sessions.begin(subject, token_set(sessions.store.now()), person(sub), old, agent=agent)
