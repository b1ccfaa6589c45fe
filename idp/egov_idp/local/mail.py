"""Mail on one machine: without a mail server of its own it is kept in ``var/mail``."""

import sys

from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.probes import SmtpProbe
from egov_idp.local.service import Service
from egov_idp.mail.server import MailServer
from egov_idp.settings import system_environment


def server(layout: Layout) -> MailServer:
    """Where sign-in hands over its mail: the server that is set, or the sink."""
    return layout.smtp or MailServer(
        host=layout.hosts.mail,
        port=layout.ports.mail,
        security="none",
        sender="khong-tra-loi@{tenant}.localhost",
    )


def service(layout: Layout) -> Service:
    """The sink as the supervisor runs it."""
    listen, port = layout.hosts.listen, layout.ports.mail
    module = (sys.executable, "-m", "egov_idp.mail.sink")
    return Service(
        name="mail",
        argv=(*module, str(layout.mail), listen, str(port)),
        env=system_environment(),
        cwd=ROOT,
        ready=SmtpProbe(port=port),
        ready_within=30,
        address=f"smtp://127.0.0.1:{port}",
    )
