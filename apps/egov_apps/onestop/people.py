"""Who a dossier is about, who hands it in and who gets the result; they may all be different."""

from dataclasses import asdict, dataclass
from typing import Final

from egov_apps.onestop.models import ApplicantType, ResultWay


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Whose dossier it is (chủ hồ sơ); texts are clean and may be empty but for name and number."""

    type: ApplicantType
    name: str
    number: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """Who hands it in for the applicant (người được ủy quyền); empty if the applicant does."""

    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Postal:
    """Who gets a result that is sent by post; what is empty is as with the applicant."""

    name: str = ""
    phone: str = ""
    address: str = ""


THE_APPLICANT: Final = Postal()
"""The post goes to the applicant."""


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Who brings how many sets of the dossier, and how the result comes back."""

    applicant: Applicant
    delegate: Delegate
    postal: Postal
    sets: int
    result_way: ResultWay


def columns(handover: Handover) -> dict[str, str | int]:
    """The columns of a dossier in which all this is kept."""
    who = {role: asdict(getattr(handover, role)) for role in ("applicant", "delegate", "postal")}
    people = {f"{role}_{key}": value for role, one in who.items() for key, value in one.items()}
    return people | {"sets": handover.sets, "result_way": handover.result_way}
