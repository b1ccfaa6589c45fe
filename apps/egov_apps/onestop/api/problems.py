"""What a call is answered that was refused (RFC 9457), in the language of who asks."""

import json
from typing import Final

from egov_kit.flask.request import respond
from egov_kit.web.problems import Problem, as_json
from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _lazy

from egov_apps.onestop.api.errors import BodyInvalid, BodyUnread, KeyMissing
from egov_apps.onestop.errors import (
    ActRefused,
    Changed,
    DossierUnknown,
    OnestopError,
    ProcedureUnknown,
    SubmissionReused,
)


def answer_to(error: OnestopError) -> Response:
    """The problem of an error; ``code`` is that of its class."""
    problem = Problem(status=error.status, code=error.code, title=_title(error), text=_text(error))
    answer = respond(as_json(problem))
    if isinstance(error, BodyInvalid):
        mistakes = [{"at": at, "text": text} for at, text in error.mistakes.items()]
        answer.set_data(json.dumps({**json.loads(answer.get_data()), "mistakes": mistakes}))
    return answer


def _title(error: OnestopError) -> str:
    if isinstance(error, DossierUnknown | ProcedureUnknown):
        return str(_("There is nothing here"))
    if isinstance(error, BodyInvalid | BodyUnread | KeyMissing):
        return str(_("The call cannot be taken"))
    return str(_("This cannot be done now"))


def _text(error: OnestopError) -> str:
    found = (text for kind, text in _TEXTS.items() if isinstance(error, kind))
    return str(next(found, _("Nothing was changed.")))


_TEXTS: Final = {
    DossierUnknown: _lazy("There is no such dossier, or it is out of your reach."),
    ProcedureUnknown: _lazy("No such procedure is in force."),
    BodyUnread: _lazy("Send a JSON object."),
    BodyInvalid: _lazy("Correct what is listed under mistakes and send it again."),
    KeyMissing: _lazy("Send a UUID of your own as Idempotency-Key."),
    SubmissionReused: _lazy("This key was used for something else. Take a new one."),
    Changed: _lazy("Somebody changed the dossier. Read it again, then decide."),
    ActRefused: _lazy("The state of the dossier or your post does not allow it."),
}
"""The first that fits, so a class stands before those that it refines."""
