"""What can go wrong with people's data, and with what is asked about them.

::

    IdpError
    ├── SeedInvalid          a file in ldap/seed cannot be used
    ├── TenantUnmatched      a tenant has a realm and no seed, or a seed and no realm
    ├── SignInError          Keycloak did not do what the people API asked of it
    │   ├── SignInUnreachable    it gives no answer now
    │   └── SignInRefused        it answered something else than done
    ├── OperatorError        a command did not get from the people API what it asked for
    │   ├── OperatorAway         it does not run
    │   ├── OperatorForbidden    another user of this machine runs the platform
    │   ├── OperatorSilent       it gave no answer that can be read
    │   └── OperatorRefused      it said no, and what to do
    └── StaffError           what was asked for about people or units cannot be done
        ├── TenantNotFound       no province of this platform
        ├── TenantClosed         it has been closed: it can be read
        ├── PersonNotFound       nobody has that user name
        ├── NamesakeThere        somebody of exactly that name is there already
        ├── UsernameTaken        the user name or address is, or was, somebody else's
        ├── UsernameUnfit        no user name can be made of it
        ├── StatusUnfit          the person's status does not allow it
        ├── TitleUnknown         the policy knows no such title
        ├── DaysUnfit            the last day is before the first
        ├── MainPostHeld         the person has another main post in those days
        ├── PostNotFound         the person has no such post
        ├── PostAmbiguous        the person has several posts in that unit
        ├── UnitUnfit            there can be no unit of that code, or no post in it
        ├── UnitThere            a unit of that code is there, and is another one
        ├── KindUnknown          the policy knows no such kind of unit
        ├── LastDayAhead         who leaves is out at once, so the last day is not a later one
        └── SessionsStillOpen    the person is out, but open sessions could not be ended

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from egov_idp.errors import IdpError


class SeedInvalid(IdpError):
    """A seed file that cannot be used; names the file and the mistake."""

    code = "seed_invalid"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}")


class TenantUnmatched(IdpError):
    """A tenant is its realm and its directory; one of them has no file. Nothing was sent."""

    code = "tenant_unmatched"

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        lines = (f"{there} has no {wanted}" for there, wanted in missing)
        super().__init__(
            "A tenant needs both files, of the same name:\n" + "\n".join(f"  {x}" for x in lines)
        )


class SignInError(IdpError):
    """Keycloak did not do what the people API asked of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Keycloak: {reason}")


class SignInUnreachable(SignInError):
    """Keycloak gives no answer; the same question works again once it is back."""

    status = 503
    code = "sign_in_unreachable"


class SignInRefused(SignInError):
    """Keycloak answered something else than done."""

    status = 502
    code = "sign_in_refused"


class OperatorError(IdpError):
    """A command did not get from the people API what it asked for; the text says what to do."""

    code = "operator_error"


class OperatorAway(OperatorError):
    """The people API does not run."""

    code = "operator_away"

    def __init__(self) -> None:
        super().__init__(
            "The people API does not run, so nothing was done. Start the platform (./egov up) or "
            "look at it (./egov status), then give the command again."
        )


class OperatorForbidden(OperatorError):
    """Another user of this machine runs the platform."""

    code = "operator_forbidden"

    def __init__(self) -> None:
        super().__init__(
            "Only the user of this machine who runs the platform may do this. "
            "Give the command as that user (sudo -u NAME ./egov …)."
        )


class OperatorSilent(OperatorError):
    """The people API gave no answer that can be read."""

    code = "operator_silent"

    def __init__(self) -> None:
        super().__init__(
            "The people API gave no answer, so it is not known what was done. Look at ./egov logs "
            "people, then give the command again: what was done already is not done twice."
        )


class OperatorRefused(OperatorError):
    """The people API said no."""

    code = "operator_refused"

    def __init__(self, title: str, text: str) -> None:
        super().__init__(f"{title}. {text}")


class StaffError(IdpError):
    """What was asked for about people or units cannot be done; `egov_idp.api.operator` words it."""

    status = 422
    code = "staff_error"


class TenantNotFound(StaffError):
    """No province of this platform has that name."""

    status = 404
    code = "tenant_not_found"

    def __init__(self, tenant: str, known: Sequence[str]) -> None:
        super().__init__(f"no tenant {tenant}")
        self.tenant, self.known = tenant, tuple(known)


class TenantClosed(StaffError):
    """The province has been closed: it can be read, and nothing in it is changed."""

    status = 409
    code = "tenant_closed"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"{tenant} has been closed")
        self.tenant = tenant


class PersonNotFound(StaffError):
    """Nobody has that user name."""

    status = 404
    code = "person_not_found"

    def __init__(self, username: str) -> None:
        super().__init__(f"no person {username}")
        self.username = username


class NamesakeThere(StaffError):
    """Somebody of exactly that name is there already, perhaps the same person."""

    status = 409
    code = "namesake_there"

    def __init__(self, usernames: Sequence[str]) -> None:
        super().__init__(f"of that name there are {', '.join(usernames)}")
        self.usernames = tuple(usernames)


class UsernameTaken(StaffError):
    """The user name or address is, or was, somebody else's; neither is given twice."""

    status = 409
    code = "username_taken"

    def __init__(self, username: str) -> None:
        super().__init__(f"user name {username} or its address is taken")
        self.username = username


class UsernameUnfit(StaffError):
    """No user name can be made of it."""

    code = "username_unfit"

    def __init__(self, username: str) -> None:
        super().__init__(f"{username!r} is no user name")
        self.username = username


class StatusUnfit(StaffError):
    """The person's status does not allow it."""

    status = 409
    code = "status_unfit"

    def __init__(self, username: str, found: str) -> None:
        super().__init__(f"{username} is {found}")
        self.username, self.found = username, found


class TitleUnknown(StaffError):
    """The policy knows no such title."""

    code = "title_unknown"

    def __init__(self, title: str, known: Sequence[str]) -> None:
        super().__init__(f"no title {title}")
        self.title, self.known = title, tuple(known)


class DaysUnfit(StaffError):
    """The last day is before the first."""

    code = "days_unfit"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{last} is before {first}")
        self.first, self.last = first, last


class MainPostHeld(StaffError):
    """The person has another main post in those days."""

    status = 409
    code = "main_post_held"

    def __init__(self, username: str, unit: str) -> None:
        super().__init__(f"{username} has a main post in {unit}")
        self.username, self.unit = username, unit


class PostNotFound(StaffError):
    """The person has no such post."""

    status = 404
    code = "post_not_found"

    def __init__(self, username: str, unit: str) -> None:
        super().__init__(f"{username} has no such post in {unit}")
        self.username, self.unit = username, unit


class PostAmbiguous(StaffError):
    """The person has several posts in that unit."""

    status = 409
    code = "post_ambiguous"

    def __init__(self, unit: str, titles: Sequence[str]) -> None:
        super().__init__(f"several posts in {unit}: {', '.join(titles)}")
        self.unit, self.titles = unit, tuple(titles)


class UnitUnfit(StaffError):
    """There can be no unit of that code, or no post in it in those days.

    ``why``: it is ``outside`` of ``other``, the province; the unit ``above`` it, ``other``, is not
    there; it is ``not-yet`` or no longer there on the first day; it ``ends`` on ``other``.
    """

    code = "unit_unfit"

    def __init__(
        self, unit: str, why: Literal["outside", "above", "not-yet", "ends"], other: str = ""
    ) -> None:
        super().__init__(f"unit {unit}: {why} {other}")
        self.unit, self.why, self.other = unit, why, other


class UnitThere(StaffError):
    """A unit of that code is there, and is another one."""

    status = 409
    code = "unit_there"

    def __init__(self, unit: str) -> None:
        super().__init__(f"unit {unit} is there")
        self.unit = unit


class KindUnknown(StaffError):
    """The policy knows no such kind of unit."""

    code = "kind_unknown"

    def __init__(self, kind: str, known: Sequence[str]) -> None:
        super().__init__(f"no kind of unit {kind}")
        self.kind, self.known = kind, tuple(known)


class LastDayAhead(StaffError):
    """Who leaves is out at once; that cannot be on a later day."""

    code = "last_day_ahead"

    def __init__(self, last: date) -> None:
        super().__init__(f"{last} is a later day")
        self.last = last


class SessionsStillOpen(StaffError):
    """The person is out and signs in no more, but open sessions could not be ended now."""

    status = 503
    code = "sessions_still_open"

    def __init__(self, username: str) -> None:
        super().__init__(f"{username} is out, but Keycloak did not end the open sessions")
        self.username = username
