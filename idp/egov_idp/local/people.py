"""The process of the people API."""

from egov_kit.settings import Settings

from egov_idp.local import slapd, web
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.settings import process_environment


def service(layout: Layout, settings: Settings) -> Service:
    """The people API as the supervisor runs it; the directory must be loaded before."""
    port = layout.ports.people
    return web.serve(
        "people",
        "egov_idp.api.server:application",
        port=port,
        environment=process_environment(settings) | {"EGOV_LDAP_URL": slapd.url(layout)},
        host=f"127.0.0.1:{port}",
    )
