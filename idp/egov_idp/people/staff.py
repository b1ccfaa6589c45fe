"""What a technician does with people: add, lock, restore, give a password, take a second factor.

Each change is noted before and after it is made. One that was cut short is completed by the same
command again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from egov_kit.texts import clean
from egov_ldap import Person
from egov_ldap.errors import NameTaken

from egov_idp.audit import Change
from egov_idp.people import grants
from egov_idp.people.errors import (
    NamesakeThere,
    PersonNotFound,
    SessionsStillOpen,
    SignInError,
    StatusUnfit,
    UsernameTaken,
    UsernameUnfit,
)
from egov_idp.people.passwords import one_time_password
from egov_idp.people.province import Province
from egov_idp.people.usernames import USERNAME, candidates, split


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to be added: ``name`` is the whole one, the given name last.

    Without ``username`` one is made of the name, without ``email`` one of the user name.
    ``namesake`` says that somebody of the same name who is there is another person.
    """

    name: str
    username: str | None = None
    email: str | None = None
    namesake: bool = False


def get_person(province: Province, username: str) -> Person:
    """Who signs in as ``username``; raises `PersonNotFound`."""
    found = province.directory.find_person_by_uid(username)
    if found is None:
        raise PersonNotFound(username)
    return found


def add(province: Province, actor: str, newcomer: Newcomer) -> tuple[Person, bool]:
    """The person, and whether they are new: the same user name and name again are the same person.

    They hold no post and have no password yet.
    """
    name = clean(newcomer.name)
    with province.changing:
        if there := _find_same(province, newcomer, name):
            return there, False
        person = _person(province, newcomer, name)
        said = {"username": person.username, "name": person.name, "email": person.email}
        change = _change("person.add", person, after={**said, "status": person.status})
        with province.audit.noted(actor, change):
            try:
                province.directory.add_person(person)
            except NameTaken:
                raise UsernameTaken(person.username) from None
        return person, True


def lock(province: Province, actor: str, username: str, reason: str) -> Person:
    """Let the person in nowhere any more; what is open ends at once. Answers who it was before.

    Raises `SessionsStillOpen` if Keycloak did not end the sessions: the person is locked all the
    same, and out as soon as the tokens of those sessions run out.
    """
    with province.changing:
        person = get_person(province, username)
        if person.status == "left":
            raise StatusUnfit(username, person.status)
        change = _change(
            "person.lock",
            person,
            before={"status": person.status},
            after={"status": "locked", "reason": clean(reason)},
        )
        with province.audit.noted(actor, change), shut_out(province, person):
            province.directory.set_status(person.staff_id, "locked")
        return person


@contextmanager
def shut_out(province: Province, person: Person) -> Iterator[None]:
    """End the person's sessions before and after the status inside is set.

    Before, so that nobody works on while the directory is slow; and after, for a sign-in that began
    before. Raises `SessionsStillOpen` if Keycloak did not end them.
    """
    with suppress(SignInError):
        province.sign_in.end_sessions(person.staff_id)
    yield
    try:
        province.sign_in.end_sessions(person.staff_id)
    except SignInError as error:
        raise SessionsStillOpen(person.username) from error


def restore(province: Province, actor: str, username: str, on: date) -> Person:
    """Let somebody who was locked sign in again, with the grants of the day ``on``.

    Answers who it was before; an active person is left alone.
    """
    with province.changing:
        person = get_person(province, username)
        if person.status == "active":
            return person
        if person.status == "left":
            raise StatusUnfit(username, person.status)
        held = grants.derived_of(province, person, on)
        change = _change(
            "person.restore",
            person,
            before={"status": person.status, **grants.facts(person)},
            after={"status": "active", **grants.facts(held)},
        )
        with province.audit.noted(actor, change):
            # In this order: nobody comes back with the grants of an earlier day.
            grants.write(province, person, held)
            province.directory.set_status(person.staff_id, "active")
        return person


def give_one_time_password(province: Province, actor: str, username: str) -> str:
    """A password for one sign-in, at which another one must be chosen; open sessions end."""
    with province.changing:
        person = get_person(province, username)
        if person.status != "active":
            raise StatusUnfit(username, person.status)
        password = one_time_password()
        with province.audit.noted(actor, _change("person.one-time-password", person)):
            province.sign_in.set_one_time_password(person.staff_id, password)
            province.sign_in.end_sessions(person.staff_id)
        return password


def reset_second_factor(province: Province, actor: str, username: str) -> bool:
    """Take away a second factor that was lost, and end open sessions; whether there was one.

    Whoever holds a right that asks for one enrols another at the next sign-in, after the password.
    """
    with province.changing:
        person = get_person(province, username)
        with province.audit.noted(actor, _change("person.reset-second-factor", person)):
            removed = province.sign_in.remove_second_factor(person.staff_id)
            province.sign_in.end_sessions(person.staff_id)
        return removed


def _find_same(province: Province, newcomer: Newcomer, name: str) -> Person | None:
    if newcomer.username:
        found = province.directory.find_person_by_uid(newcomer.username)
        return found if found and found.name == name else None
    namesakes = province.directory.list_people(name=name)
    if namesakes and not newcomer.namesake:
        raise NamesakeThere(sorted(each.username for each in namesakes))
    return None


def _person(province: Province, newcomer: Newcomer, name: str) -> Person:
    family_name, given_name = split(name)
    username, email = _names(province, newcomer, name)
    return Person(
        staff_id=uuid4(),
        username=username,
        name=name,
        family_name=family_name,
        given_name=given_name,
        email=email,
        status="active",
    )


def _names(province: Province, newcomer: Newcomer, name: str) -> tuple[str, str]:
    """User name and address that nobody has or had."""
    for username in _to_try(newcomer, name):
        if not USERNAME.fullmatch(username):
            raise UsernameUnfit(username)
        email = newcomer.email or f"{username}@{province.mail_domain}"
        if not province.directory.is_taken(username, email):
            return username, email
        if newcomer.email and province.directory.is_taken("", newcomer.email):
            raise UsernameTaken(newcomer.email)
    raise UsernameTaken(newcomer.username or name)


def _to_try(newcomer: Newcomer, name: str) -> Iterator[str]:
    return iter([newcomer.username]) if newcomer.username else candidates(name)


def _change(
    action: str,
    person: Person,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> Change:
    return Change(
        action=action, subject=str(person.staff_id), before=before or {}, after=after or {}
    )
