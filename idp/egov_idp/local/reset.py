"""``./egov reset``: back to the seed. What people did since is lost; secrets and choices stay."""

from egov_idp.local import choices, detached, down, records, wipe
from egov_idp.local.errors import ResetUnderway
from egov_idp.local.layout import Layout
from egov_idp.local.process import end_stale
from egov_idp.local.supervisor import only_one
from egov_idp.local.terminal import Terminal

WHAT = "all people, units and posts, all dossiers, sessions, second factors and mails"


def run(layout: Layout, terminal: Terminal) -> int:
    """Stop what runs, wipe, start again what ran in the background; answers the exit code."""
    before = records.find_supervisor(layout.run)
    if before:
        down.run(layout, terminal)
    with only_one(layout) as alone:
        if not alone:
            raise ResetUnderway
        end_stale(layout.run)
        with terminal.step("Back to the seed"):
            wipe.begin(layout)
            wipe.complete(layout)
    if before and before.background:
        return detached.run(layout, terminal, choices.read(layout))
    terminal.note("Start it again: ./egov up")
    return 0
