"""Here the kit asks Django for its part of a request."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.urls import Resolver404, resolve

from egov_kit.django.session import KitSession
from egov_kit.errors import FormRefused
from egov_kit.person import Anonymous, Person
from egov_kit.web import pages


def _checked(_request: HttpRequest) -> None:
    """A view that nothing exempts from the check of its form token."""


class OnDjango:
    """`egov_kit.web.framework.Framework`, of one request that Django serves."""

    def __init__(self, asked: HttpRequest) -> None:
        self._asked = asked
        self._tokens = CsrfViewMiddleware(lambda _request: HttpResponse())
        self.identified(None)
        asked.session = KitSession({})

    @property
    def form_field(self) -> str:
        """Django's name of it."""
        return "csrfmiddlewaretoken"

    def identified(self, person: Person | None) -> None:
        """Put them into ``request.user``."""
        self._asked.user = person or Anonymous()

    def filled(self, data: Mapping[str, Any]) -> None:
        """Put it into ``request.session``, where Django looks for the secret of form tokens."""
        self._asked.session = KitSession(data)
        self._tokens.process_request(self._asked)

    def check_form(self) -> None:
        """Let Django's own middleware check; raises `FormRefused`."""
        if self._tokens.process_view(self._asked, _checked, (), {}) is not None:
            raise FormRefused

    def form_token(self) -> str:
        """Django's."""
        return cast(str, get_token(self._asked))

    def can_be_read(self, path: str) -> bool:
        """Whether there is a view; which methods it takes is known to the view alone."""
        try:
            resolve(path)
        except Resolver404:
            return False
        return True

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """In the kit's own templates."""
        return pages.render(template, context)

    def finish(self, response: HttpResponse) -> Mapping[str, Any] | None:
        """Let Django keep its secret; answers what ``request.session`` holds, if that changed."""
        self._tokens.process_response(self._asked, response)
        session = self._asked.session
        return dict(session.items()) if session.modified else None
