"""What the one-stop shop keeps: dossiers and their life, money, corrections, the calendar."""

from egov_apps.onestop.models.base import Base
from egov_apps.onestop.models.calendar import CalendarChange
from egov_apps.onestop.models.correction import DossierCorrection
from egov_apps.onestop.models.dossier import (
    ApplicantType,
    Channel,
    CopyKind,
    Delivery,
    Dossier,
    DossierCounter,
    DossierDefect,
    DossierOpening,
    DossierPart,
    DossierPause,
    DossierStep,
    Financial,
    PauseKind,
    ResultWay,
    Sync,
    TrackingTries,
)
from egov_apps.onestop.models.outgoing import Outgoing
from egov_apps.onestop.models.payment import (
    DossierLevy,
    Method,
    Payment,
    PaymentCounter,
    PaymentState,
)

__all__ = [
    "ApplicantType",
    "Base",
    "CalendarChange",
    "Channel",
    "CopyKind",
    "Delivery",
    "Dossier",
    "DossierCorrection",
    "DossierCounter",
    "DossierDefect",
    "DossierLevy",
    "DossierOpening",
    "DossierPart",
    "DossierPause",
    "DossierStep",
    "Financial",
    "Method",
    "Outgoing",
    "PauseKind",
    "Payment",
    "PaymentCounter",
    "PaymentState",
    "ResultWay",
    "Sync",
    "TrackingTries",
]
