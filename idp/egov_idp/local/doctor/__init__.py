"""``./egov doctor``: is this machine fit, and does what runs on it answer?

Each check answers one `Finding`; whatever is wrong names what to do about it. Nothing is changed.
"""

from egov_idp.local import platform, records
from egov_idp.local.doctor import certificate, machine, network, production, serving
from egov_idp.local.doctor.finding import Finding, skipped
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.local.records import SupervisorRecord

__all__ = ["Finding", "examine", "examine_for_production"]


def examine(layout: Layout) -> list[Finding]:
    """Every check, in the order in which one would repair."""
    supervisor, described = records.find_supervisor(layout.run), platform.describe(layout)
    return [
        machine.programs(),
        machine.java(),
        machine.memory(runs=supervisor is not None),
        machine.disk(layout.var),
        machine.clock(),
        network.ports_agree(layout.taken_ports),
        certificate.in_files(described),
        *_platform(described, supervisor),
    ]


def examine_for_production(layout: Layout) -> list[Finding]:
    """What must be well before people's real work; what is not shown is not well."""
    supervisor, described = records.find_supervisor(layout.run), platform.describe(layout)
    serves = supervisor is not None and supervisor.phase == "serving"
    return [
        production.https(described),
        certificate.in_files(described),
        *production.authority(described),
        *production.databases(described),
        production.mail(layout),
        production.privacy(layout),
        production.owner(layout.var),
        machine.clock(),
        production.facts(described),
        *(_served(described) if serves else _not_served()),
    ]


def _served(described: Platform) -> list[Finding]:
    return [
        production.listening(described.layout),
        production.first_passwords(described),
        production.administrators(described),
    ]


def _not_served() -> list[Finding]:
    checks = ("listening", "seed passwords", "administrators of Keycloak")
    return [skipped(check, "not serving", "./egov up --detach") for check in checks]


def _platform(described: Platform, supervisor: SupervisorRecord | None) -> list[Finding]:
    """What depends on whether it runs; while it starts or stops everything may be on its way."""
    ports = described.layout.taken_ports
    if supervisor is None:
        left = [skipped(check, "not running", "./egov up") for check in _SERVING]
        return [*network.ports_are_free(ports), *left]
    if supervisor.phase != "serving":
        fix = "Ask again when ./egov status says it is ready"
        return [skipped(check, supervisor.phase, fix) for check in ("ports", *_SERVING)]
    return [
        *network.ports_are_served(ports),
        *certificate.in_service(described),
        *serving.tenants(described),
    ]


_SERVING = ("directory", "issuer")
