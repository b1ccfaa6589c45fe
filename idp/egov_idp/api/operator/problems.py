"""What the commands are told when something cannot be done (RFC 9457), and what to do about it."""

from collections.abc import Callable
from typing import Any

import structlog
from egov_kit.flask.request import respond
from egov_kit.web.problems import Problem, as_json
from egov_ldap.errors import DirectoryError, DirectoryUnreachable, UnitUnknown, ValueRefused
from flask import Flask, Response
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from egov_idp.api.errors import FieldsInvalid
from egov_idp.errors import AuditUnfinished, AuditUnwritable, IdpError
from egov_idp.people import errors
from egov_idp.policy.errors import PolicyInvalid, TooManyGrants

_log = structlog.get_logger()

Words = tuple[str, str]


def init(app: Flask) -> None:
    """Answer what views raise."""
    app.register_error_handler(HTTPException, _http)
    for ours in (IdpError, DirectoryError):
        app.register_error_handler(ours, _answer)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status >= 500:
        cause = getattr(error, "original_exception", None)
        _log.error("operator.failed", error=type(cause or error).__name__)
        return _problem(status, "internal_error", _ours())
    words = _("There is nothing at this address"), _("Use the command of this checkout: ./egov.")
    return _problem(status, error.name.lower().replace(" ", "_"), words)


def _answer(error: IdpError | DirectoryError) -> Response:
    worded = next((_WORDS[kind] for kind in type(error).__mro__ if kind in _WORDS), None)
    if worded is None:
        _log.error("operator.failed", code=error.code)
    return _problem(error.status, error.code, worded(error) if worded else _ours())


def _problem(status: int, code: str, words: Words) -> Response:
    title, text = words
    return respond(as_json(Problem(status=status, code=code, title=title, text=text)))


def _ours() -> Words:
    return _("Something went wrong on our side"), _("Look at ./egov logs people.")


def _unit_unfit(error: errors.UnitUnfit) -> Words:
    title = _("Unit %(unit)s does not fit", unit=error.unit)
    texts = {
        "outside": lambda: _("Its code must begin with %(other)s.", other=f"{error.other}."),
        "above": lambda: _(
            "The unit above it, %(other)s, is not there on its first day. Add that one first.",
            other=error.other,
        ),
        "not-yet": lambda: _("It does not exist on the first day. Look at ./egov unit show."),
        "ends": lambda: _(
            "It ends on %(other)s: name that day or an earlier one as the last.", other=error.other
        ),
    }
    return title, texts[error.why]()


def _status(error: errors.StatusUnfit) -> str:
    if error.found == "locked":
        return str(_("%(username)s is locked", username=error.username))
    if error.found == "left":
        return str(_("%(username)s has left", username=error.username))
    return str(_("%(username)s is not active yet", username=error.username))


# One entry for each kind of error; a kind that is not here is ours to mend.
_WORDS: dict[type[Exception], Callable[[Any], Words]] = {
    errors.TenantNotFound: lambda e: (
        _("This platform has no province %(tenant)s", tenant=e.tenant),
        _("There are: %(known)s.", known=", ".join(e.known)),
    ),
    errors.TenantClosed: lambda e: (
        _("%(tenant)s is closed", tenant=e.tenant),
        _("It can be read. To change something: ./egov realm retire --reopen."),
    ),
    errors.PersonNotFound: lambda e: (
        _("Nobody has the user name %(username)s", username=e.username),
        _("Find it with ./egov person list --text WORDS."),
    ),
    errors.NamesakeThere: lambda e: (
        _("Somebody of this name is there: %(people)s", people=", ".join(e.usernames)),
        _("If this is another person, say so: --namesake."),
    ),
    errors.UsernameTaken: lambda e: (
        _("%(username)s, or the address made of it, is taken", username=e.username),
        _("Neither is ever given to somebody else. Choose another one with --username."),
    ),
    errors.UsernameUnfit: lambda e: (
        _("%(username)s is no user name", username=e.username),
        _("Name one with --username: small letters without tones, digits, dots and hyphens."),
    ),
    errors.StatusUnfit: lambda e: (
        _status(e),
        _("Who is locked can be restored: ./egov person restore. Who has left stays away."),
    ),
    errors.TitleUnknown: lambda e: (
        _("There is no title %(title)s", title=e.title),
        _("Titles stand in realms/_policy.yaml: %(known)s.", known=", ".join(e.known)),
    ),
    errors.KindUnknown: lambda e: (
        _("There is no kind of unit %(kind)s", kind=e.kind),
        _("Kinds stand in realms/_policy.yaml: %(known)s.", known=", ".join(e.known)),
    ),
    errors.DaysUnfit: lambda e: (
        _("%(last)s is before %(first)s", last=e.last, first=e.first),
        _("The last day is the first one or a later one."),
    ),
    errors.MainPostHeld: lambda e: (
        _("%(username)s has a main post in %(unit)s", username=e.username, unit=e.unit),
        _("End that one first with ./egov person post end, or give this one with --acting."),
    ),
    errors.PostNotFound: lambda e: (
        _("%(username)s has no such post in %(unit)s", username=e.username, unit=e.unit),
        _("Look at ./egov person show."),
    ),
    errors.PostAmbiguous: lambda e: (
        _("There are several posts in %(unit)s", unit=e.unit),
        _("Say which one with --title: %(titles)s.", titles=", ".join(e.titles)),
    ),
    errors.UnitUnfit: _unit_unfit,
    errors.UnitThere: lambda e: (
        _("%(unit)s is there already, and is another unit", unit=e.unit),
        _("A code is never given twice. Look at ./egov unit show."),
    ),
    errors.LastDayAhead: lambda e: (
        _("%(last)s is a later day", last=e.last),
        _("Who leaves is out at once: give the command on the last day, or end each post --to it."),
    ),
    errors.SessionsStillOpen: lambda e: (
        _(
            "Nobody signs in as %(username)s any more, but what is open could not be ended",
            username=e.username,
        ),
        _("Keycloak did not answer. Open pages close within five minutes; give the command again."),
    ),
    errors.SignInUnreachable: lambda e: (
        _("The sign-in service is resting"),
        _("It was not done. Look at ./egov status, then give the command again."),
    ),
    errors.SignInRefused: lambda e: (
        _("The sign-in service did not do it"),
        _("Look at ./egov logs keycloak, then give the command again."),
    ),
    FieldsInvalid: lambda e: (
        _("What was sent cannot be used"),
        "; ".join(e.mistakes) + ".",
    ),
    TooManyGrants: lambda e: (
        _("The person would hold too many rights for a token"),
        _("End a post, or look at the rules in realms/_policy.yaml."),
    ),
    PolicyInvalid: lambda e: (_("A policy file cannot be used"), str(e)),
    AuditUnwritable: lambda e: (
        _("The audit cannot be written"),
        _("Nothing was changed. Look at ./egov doctor (disk) and ./egov logs people."),
    ),
    AuditUnfinished: lambda e: (
        _("The change was made, but its record stays unfinished"),
        _("Look at ./egov doctor (disk) and ./egov logs people."),
    ),
    UnitUnknown: lambda e: (_("There is no such unit"), _("Look at ./egov unit list.")),
    ValueRefused: lambda e: (
        _("The directory does not take this"),
        _("A name, address or code has a form it does not allow."),
    ),
    DirectoryUnreachable: lambda e: (
        _("The directory is resting"),
        _("It may be half done: look at ./egov status, then give the command again."),
    ),
}
