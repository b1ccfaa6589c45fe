"""The ways in which the simulator can be wrong: one table, by name."""

from collections.abc import Mapping

from egov_kit.simulator.faults.answers import ANSWERS
from egov_kit.simulator.faults.behaviours import BEHAVIOURS
from egov_kit.simulator.faults.claims import CLAIMS
from egov_kit.simulator.faults.documents import DOCUMENTS
from egov_kit.simulator.faults.model import Draft, Fault, World
from egov_kit.simulator.faults.signatures import SIGNATURES

__all__ = ["FAULTS", "Draft", "Fault", "World"]

FAULTS: Mapping[str, Fault] = {
    each.name: each for each in (*CLAIMS, *SIGNATURES, *DOCUMENTS, *ANSWERS, *BEHAVIOURS)
}
"""Every fault by its name."""
