"""What can go wrong at the one-stop shop.

::

    OnestopError
    ├── CatalogueInvalid     the catalogue file cannot be used
    ├── ProcedureUnknown     no such procedure in force
    ├── DossierUnknown       no such dossier, or out of reach: the caller cannot tell which
    ├── AlreadyRecorded      its code or its form led to a dossier already
    └── SubmissionReused     the form was used before, for something else
"""


class OnestopError(Exception):
    """The root of the module's errors."""

    status = 500
    code = "onestop_error"


class CatalogueInvalid(OnestopError):
    """The catalogue file cannot be used."""

    code = "catalogue_invalid"


class ProcedureUnknown(OnestopError):
    """No procedure of this code is in force."""

    status = 404
    code = "procedure_unknown"


class DossierUnknown(OnestopError):
    """There is no such dossier, or it is out of reach: the answer is the same."""

    status = 404
    code = "dossier_unknown"


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
