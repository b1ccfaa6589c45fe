"""What can go wrong at the one-stop shop.

::

    OnestopError
    ├── CatalogueInvalid     the catalogue file cannot be used
    ├── RulesInvalid         the file of the deadline rules cannot be used
    ├── FormsInvalid         the file of the printed forms cannot be used
    ├── ProcedureUnknown     no such procedure in force
    ├── DossierUnknown       no such dossier, or out of reach: the caller cannot tell which
    ├── TooManyTries         it was tried too often; nobody is told whether the code exists
    ├── PaperNotThere        no such form, or nothing happened yet that it would tell
    ├── PaperAsksOutside     a page of paper names a file that is not the platform's own
    ├── AlreadyRecorded      its code or its form led to a dossier already
    ├── SubmissionReused     the form was used before, for something else
    ├── PortalAway           the national portal cannot be told now
    ├── PortalMisbehaved     the national portal's answer makes no sense
    ├── RecordRefused        the national portal will not have a record
    ├── PaymentUnknown       the dossier has no such receipt
    ├── AlreadyPaid          somebody collected it before
    ├── NotCollectable       the dossier has ended: nothing is collected any more
    ├── PaymentEnded         the receipt is void or refunded already
    ├── NothingCorrected     what was typed is what the dossier says
    ├── NotCorrectable       the dossier has ended: nothing is corrected any more
    ├── ChangeUnknown        no such change of the calendar
    ├── AlreadyUndone        the change of the calendar was undone before
    ├── NothingChanges       the calendar says so already
    └── ActRefused           the dossier's state or the law does not allow it
        ├── NotNow           nothing of the kind happens in its state
        ├── NotYours         another role's work, or another unit's
        ├── HeldByAnother    a colleague is working on it
        ├── Changed          somebody changed it after the page was opened
        ├── Unsaid           what the act needs was not said
        ├── Unpaid               a fee or charge must be collected first
        ├── OutOfReach       the unit it would go to is none of those that decide on it
        ├── NumberedAlready  its result has a number
        ├── NotNumbered      its result has no number yet
        ├── NoExtension      it had its one new appointment, or never had a date
        └── ApologyDue       it is overdue: an apology with a new date comes first
"""

from datetime import datetime


class OnestopError(Exception):
    """The root of the module's errors."""

    status = 500
    code = "onestop_error"


class CatalogueInvalid(OnestopError):
    """The catalogue file cannot be used."""

    code = "catalogue_invalid"


class RulesInvalid(OnestopError):
    """The file of the deadline rules cannot be used."""

    code = "rules_invalid"


class FormsInvalid(OnestopError):
    """The file of the printed forms cannot be used."""

    code = "forms_invalid"


class ProcedureUnknown(OnestopError):
    """No procedure of this code is in force."""

    status = 404
    code = "procedure_unknown"


class DossierUnknown(OnestopError):
    """There is no such dossier, or it is out of reach: the answer is the same."""

    status = 404
    code = "dossier_unknown"


class TooManyTries(OnestopError):
    """Tracking codes were tried too often for this code, whether or not a dossier has it."""

    status = 429
    code = "too_many_tries"


class PaperNotThere(OnestopError):
    """There is no such form, or nothing has happened to the dossier yet that it would tell."""

    status = 404
    code = "paper_not_there"


class PaperAsksOutside(OnestopError):
    """A page of paper names a file that is not the platform's own: use one under ``/assets/``."""

    code = "paper_asks_outside"


class AlreadyRecorded(OnestopError):
    """The code of a dossier, or its form, led to a dossier already."""

    status = 409
    code = "already_recorded"


class SubmissionReused(OnestopError):
    """The form was submitted before with other content; ``recorded`` is the code it led to.

    ``recorded`` is `None` if somebody else recorded it.
    """

    status = 409
    code = "submission_reused"

    def __init__(self, recorded: str | None) -> None:
        super().__init__(recorded or "another person's submission")
        self.recorded = recorded


class PortalAway(OnestopError):
    """The national portal cannot be told now; it may be later."""

    code = "portal_away"


class PortalMisbehaved(OnestopError):
    """The national portal answered what makes no sense."""

    code = "portal_misbehaved"


class RecordRefused(OnestopError):
    """The national portal will not have a record; the text is what it said."""

    code = "record_refused"


class ActRefused(OnestopError):
    """The state of the dossier, or a rule, does not allow what was asked."""

    status = 409
    code = "act_refused"


class NotNow(ActRefused):
    """``action`` does not happen to a dossier in ``state``."""

    code = "not_now"

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"{action} does not happen in the state {state}")
        self.state = state
        self.action = action


class NotYours(ActRefused):
    """The working post does not have the role for it at the unit that has the dossier."""

    status = 403
    code = "not_yours"


class HeldByAnother(ActRefused):
    """``holder`` has claimed the dossier; they release it, or their deputy takes it over."""

    code = "held_by_another"

    def __init__(self, holder: str) -> None:
        super().__init__(f"held by {holder}")
        self.holder = holder


class Changed(ActRefused):
    """The dossier is at version ``now``, and the page was drawn from version ``seen``."""

    code = "changed"

    def __init__(self, seen: int, now: int) -> None:
        super().__init__(f"version {seen} was seen, it is {now} now")
        self.seen = seen
        self.now = now


class Unsaid(ActRefused):
    """The act needs ``need`` (a name in the workflow), and it was not said."""

    status = 422
    code = "unsaid"

    def __init__(self, need: str) -> None:
        super().__init__(f"say {need}")
        self.need = need


class OutOfReach(ActRefused):
    """``unit`` is not the unit that decides on the dossier, nor one below it."""

    status = 422
    code = "out_of_reach"

    def __init__(self, unit: str) -> None:
        super().__init__(f"{unit} does not decide on it")
        self.unit = unit


class NumberedAlready(ActRefused):
    """The result has a number; what is numbered is issued, not changed."""

    code = "numbered_already"


class NotNumbered(ActRefused):
    """The result has no number: the clerk gives one before it is issued."""

    code = "not_numbered"


class NoExtension(ActRefused):
    """One new appointment is allowed, where there is a first; ``due`` is the date now."""

    code = "no_extension"

    def __init__(self, due: datetime | None) -> None:
        super().__init__(f"due {due}")
        self.due = due


class ApologyDue(ActRefused):
    """The dossier is overdue and waits for a letter of apology: set a new date, then go on."""

    code = "apology_due"


class Unpaid(ActRefused):
    """A fee or charge that is collected by now was not: collect it, then go on."""

    code = "unpaid"


class PaymentUnknown(OnestopError):
    """The dossier has no such receipt."""

    status = 404
    code = "payment_unknown"


class AlreadyPaid(OnestopError):
    """Somebody collected it before; the dossier shows the receipt."""

    status = 409
    code = "already_paid"


class NotCollectable(OnestopError):
    """The dossier has ended; nothing is collected for it any more."""

    status = 409
    code = "not_collectable"


class PaymentEnded(OnestopError):
    """The receipt is void or refunded already."""

    status = 409
    code = "payment_ended"


class NothingCorrected(OnestopError):
    """What was typed is what the dossier says already."""

    status = 422
    code = "nothing_corrected"


class NotCorrectable(OnestopError):
    """The dossier has ended; nothing is corrected in it any more."""

    status = 409
    code = "not_correctable"


class ChangeUnknown(OnestopError):
    """There is no such change of the calendar."""

    status = 404
    code = "change_unknown"


class AlreadyUndone(OnestopError):
    """The change of the calendar was undone before."""

    status = 409
    code = "already_undone"


class NothingChanges(OnestopError):
    """The calendar says so already."""

    status = 422
    code = "nothing_changes"
