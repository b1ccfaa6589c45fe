"""The process of the people API."""

from pathlib import Path

from egov_kit.settings import Settings

from egov_idp.local import slapd, web
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.settings import process_environment


def service(layout: Layout, settings: Settings) -> Service:
    """The people API as the supervisor runs it; the directory must be loaded before."""
    return web.serve(
        "people",
        "egov_idp.api.process:application",
        listen=layout.hosts.listen,
        port=layout.ports.people,
        environment=process_environment(settings)
        | {"EGOV_LDAP_URL": slapd.url(layout), "EGOV_OPERATOR_SOCKET": str(socket(layout))},
    )


def socket(layout: Layout) -> Path:
    """Where it answers ``./egov person`` and ``./egov unit``."""
    return layout.run / "people.sock"
