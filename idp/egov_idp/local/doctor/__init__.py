"""``./egov doctor``: is this machine fit, and does what runs on it answer?

Each check answers one `Finding`; whatever is wrong names what to do about it. Nothing is changed.
"""

from egov_idp.local import platform, records
from egov_idp.local.doctor import machine, network, serving
from egov_idp.local.doctor.finding import Finding, skipped
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.local.records import SupervisorRecord

__all__ = ["Finding", "examine"]


def examine(layout: Layout) -> list[Finding]:
    """Every check, in the order in which one would repair."""
    supervisor = records.find_supervisor(layout.run)
    return [
        machine.programs(),
        machine.java(),
        machine.memory(runs=supervisor is not None),
        machine.disk(layout.var),
        machine.clock(),
        network.ports_agree(layout.ports),
        *_platform(platform.describe(layout), supervisor),
    ]


def _platform(described: Platform, supervisor: SupervisorRecord | None) -> list[Finding]:
    """What depends on whether it runs; while it starts or stops everything may be on its way."""
    ports = described.layout.ports
    if supervisor is None:
        left = [skipped(check, "not running", "./egov up") for check in _SERVING]
        return [*network.ports_are_free(ports), *left]
    if supervisor.phase != "serving":
        fix = "Ask again when ./egov status says it is ready"
        return [skipped(check, supervisor.phase, fix) for check in ("ports", *_SERVING)]
    return [
        *network.ports_are_served(ports),
        *serving.directory(described),
        *serving.issuers(described),
    ]


_SERVING = ("directory", "issuer")
