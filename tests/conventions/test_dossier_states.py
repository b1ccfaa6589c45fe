"""The documented states of a dossier are those of the table."""

import re

from egov_apps.onestop.diagram import diagram
from egov_idp.local.layout import ROOT

PAGE = ROOT / "docs" / "reference" / "dossier-states.md"


def test_the_diagram_of_the_states_is_drawn_from_the_table() -> None:
    drawn = re.search(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert drawn
    assert drawn[1] == diagram()
