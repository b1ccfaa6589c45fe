"""The people API's process: ``granian --interface wsgi egov_idp.api.process:application``.

It alone holds the writer's password, so it serves both who calls over the network with a token and
whoever runs the platform, over a socket. It also keeps grants in step with the calendar. Tenants
that are declared meanwhile are taken with the next request.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from egov_kit.renewed import Renewed
from flask import Flask

from egov_idp.api.daily import Daily
from egov_idp.api.directories import Provinces
from egov_idp.api.operator.app import create_operator
from egov_idp.api.operator.listener import listen
from egov_idp.api.server import create
from egov_idp.api.settings import PeopleSettings
from egov_idp.api.watch import Watch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class People:
    """Both doors of it, and its calendar, on the same provinces."""

    def __init__(self, settings: PeopleSettings) -> None:
        self._provinces = Provinces(settings)
        self._app = Renewed(self._make, settings.tenants_file)
        self._operator = create_operator(self._provinces)
        if settings.operator_socket is not None:
            listen(self.answer_operator, settings.operator_socket)
        Daily(self._provinces).start()
        Watch(self._provinces).start()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Whoever calls with a token."""
        return self._app.get()(environ, start_response)

    def answer_operator(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Whoever runs the platform."""
        self._app.get()  # for tenants that were declared since
        return self._operator(environ, start_response)

    def _make(self) -> Flask:
        settings = PeopleSettings()
        self._provinces.renew(settings)
        return create(settings, self._provinces)


application: Final = People(PeopleSettings())
"""Made when granian's worker imports it: the socket is there before the first request."""
