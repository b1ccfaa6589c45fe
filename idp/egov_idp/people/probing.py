"""The account with which the platform tries whether a province's people can sign in (ADR 0084).

It is an entry among people's, so that it signs in as they do, and no person: nothing that lists,
finds or counts people knows it. It holds one grant that no post gives. It is locked but for the
seconds of a check, and each check has a password of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from egov_kit.grants import Grant
from egov_kit.kit import utc_now
from egov_ldap import Person, directory

from egov_idp.audit import Change
from egov_idp.people.passwords import one_time_password
from egov_idp.people.province import Province
from egov_idp.people.staff import shut_out
from egov_idp.realms.clients import PROBE

LONGEST: Final = timedelta(minutes=1)
"""How long it stays open when whoever opened it does not close it."""
_ROLE: Final = "sign-in"
_LENGTH: Final = 6
"""119 letters: enough of each class for whatever a province asks of passwords."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The account as it can sign in now; the password is kept nowhere."""

    staff_id: UUID
    username: str
    password: str = field(repr=False)


def open_account(
    province: Province, actor: str, *, now: Callable[[], datetime] = utc_now
) -> Opened:
    """Let it sign in, with a new password and its one grant, until `close_account`."""
    with province.changing:
        person = province.directory.find_probe() or _made(province)
        password = "-".join(one_time_password() for _ in range(_LENGTH))
        change = _change("probe.open", person, before=person.status, after="active")
        with province.audit.noted(actor, change):
            province.probe_closes_at = now() + LONGEST
            province.directory.set_grants(
                person.staff_id,
                posts=(),
                grants=(Grant(module=PROBE, role=_ROLE, unit=province.unit),),
                modules=(PROBE,),
                working_post=None,
            )
            province.directory.set_status(person.staff_id, "active")
            province.sign_in.set_password(person.staff_id, password)
        return Opened(staff_id=person.staff_id, username=person.username, password=password)


def close_account(province: Province, actor: str) -> bool:
    """Lock it and end its sessions; whether it was open. Raises `SessionsStillOpen`."""
    with province.changing:
        person = province.directory.find_probe()
        if person is None or person.status == "locked":
            province.probe_closes_at = None
            return False
        change = _change("probe.close", person, before=person.status, after="locked")
        with province.audit.noted(actor, change), shut_out(province, person):
            province.directory.set_status(person.staff_id, "locked")
            province.probe_closes_at = None
        return True


def _made(province: Province) -> Person:
    person = Person(
        staff_id=uuid4(),
        username=directory.PROBE,
        name="Probe",
        family_name="Probe",
        given_name="Probe",
        email=None,
        status="locked",
    )
    province.directory.add_person(person)
    return person


def _change(action: str, person: Person, *, before: str, after: str) -> Change:
    return Change(
        action=action,
        subject=str(person.staff_id),
        before={"status": before},
        after={"status": after},
    )
