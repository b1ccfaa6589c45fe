"""Dossiers and their steps as they are answered."""

from egov_apps.onestop import models
from egov_apps.onestop.api.bodies import Created, Dossier, Lines, Progress, Step
from egov_apps.onestop.workflow import State, national


def of_dossier(found: models.Dossier) -> Dossier:
    """A dossier as it is now: nothing in it is about a citizen."""
    return Dossier(
        id=found.id,
        code=found.code,
        version=found.version,
        status=found.status,
        lines=Lines(
            business=State(found.state),
            financial=models.Financial(found.financial),
            delivery=models.Delivery(found.delivery),
            sync=models.Sync(found.sync),
        ),
        procedure=found.procedure_code,
        unit=found.at_unit,
        received_at=found.received_at,
        due_at=found.due_at,
        finished_at=found.finished_at,
        returned_at=found.returned_at,
        result_number=found.result_number or None,
    )


def of_new(made: models.Dossier) -> Created:
    """A dossier that was just made, or was made by the same call before."""
    return Created(dossier=of_dossier(made), tracking_secret=made.tracking_secret)


def of_progress(found: models.Dossier) -> Progress:
    """All its steps."""
    return Progress(code=found.code, steps=[_step(each) for each in found.steps])


def _step(step: models.DossierStep) -> Step:
    return Step(
        position=step.position,
        at=step.at,
        action=step.action,
        status=national(State(step.to_state)),
        state=State(step.to_state),
        unit=step.unit_code,
        officer=step.name,
        title=step.title,
        due_at=step.due_at,
    )
