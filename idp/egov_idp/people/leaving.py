"""Somebody leaves: out at once and for good. The entry stays, so that old records name somebody."""

from datetime import date, timedelta

from egov_ldap import Person, PostRecord

from egov_idp.audit import Change
from egov_idp.people import grants
from egov_idp.people.errors import LastDayAhead
from egov_idp.people.province import Province
from egov_idp.people.staff import get_person, shut_out

_ONE_DAY = timedelta(days=1)


def leave(province: Province, actor: str, username: str, *, last: date | None, on: date) -> Person:
    """Let the person in nowhere any more, end their posts with the day ``last``, take their rights.

    Without a ``last`` day posts end with the day before ``on``; posts that would begin after it
    never were. Answers who it was before; of somebody who has left, what is still open is closed.
    Raises `LastDayAhead` and `SessionsStillOpen`.
    """
    ends = last or on - _ONE_DAY
    if ends > on:
        raise LastDayAhead(ends)
    with province.changing:
        person = get_person(province, username)
        posts = province.directory.list_posts(holder=person.staff_id)
        held = [post for post in posts if post.valid_to is None or post.valid_to > ends]
        if person.status == "left" and not held and not person.grants:
            with shut_out(province, person):  # Keycloak may have been away the first time
                return person
        change = Change(
            action="person.leave",
            subject=str(person.staff_id),
            before={"status": person.status, **grants.facts(person)},
            after={"status": "left", "last_day": ends.isoformat(), "posts": [], "grants": []},
        )
        with province.audit.noted(actor, change), shut_out(province, person):
            # First of all: they are out even if the rest is cut short.
            province.directory.set_status(person.staff_id, "left")
            grants.write(province, person, grants.derived(province, [], on))
            for post in held:
                _end(province, post, ends)
        return person


def _end(province: Province, post: PostRecord, ends: date) -> None:
    if ends < post.valid_from:
        province.directory.remove_post(post.id)
    else:
        province.directory.set_last_day(post.id, ends)
