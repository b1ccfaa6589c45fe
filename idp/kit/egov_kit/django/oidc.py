"""The kit of a Django project: what it is made of, and the decorators for its views."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict

from egov_kit.django.views import list_views
from egov_kit.kit import Kit, make_kit, utc_now
from egov_kit.module import Module, load
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.store import Now
from egov_kit.web.backchannel import Backchannel
from egov_kit.web.declarations import check_views
from egov_kit.web.internal import Internal
from egov_kit.web.missed import Missed
from egov_kit.web.oidc import Decorators


class OIDC(Decorators):
    """The kit in a Django project, which is one module. Its middleware starts it."""

    def __init__(self) -> None:
        self._kit: Kit | None = None
        self._exceptions: tuple[str, ...] | None = None

    @property
    def kit(self) -> Kit:
        """What the project is made of, from its settings if nobody called `start`."""
        return self._kit or self.start()

    @property
    def exceptions(self) -> tuple[str, ...] | None:
        """What `protect_all` was given, `None` where it was not called."""
        return self._exceptions

    def start(
        self,
        *,
        module: Module | None = None,
        settings: Settings | None = None,
        providers: Providers | None = None,
        now: Now = utc_now,
    ) -> Kit:
        """Make the kit.

        Without ``module`` the file that ``EGOV_MODULE_FILE`` names is read, without ``settings``
        the environment. Raises `ModuleInvalid`, `IssuerInvalid`, ``ImproperlyConfigured`` or
        pydantic's ``ValidationError``, which name what is wrong.
        """
        if not project.CSRF_USE_SESSIONS:
            raise ImproperlyConfigured("set CSRF_USE_SESSIONS = True: a form belongs to a sign-in")
        self._kit = kit = make_kit(
            module or _module(), settings or Settings(), providers=providers, now=now
        )
        return kit

    def protect_all(self, *, except_: Iterable[str] = ()) -> None:
        """Ask whoever sees a view that says nothing to sign in, instead of refusing to start.

        ``except_`` names the views (``namespace:name``) that say nothing and that everybody may
        see. Call it where the paths are, in ``urls.py``.
        """
        self._exceptions = tuple(except_)

    def check(self) -> None:
        """Refuse a project whose views cannot be guarded now, not at its first request.

        Raises `ViewUndeclared` or `ViewInvalid`.
        """
        views = list_views()  # reads urls.py, which may call `protect_all`
        check_views(views, self._exceptions, self.kit.module, self.kit.settings)

    def draft(self) -> QueryDict | None:
        """What this person was typing on this page when the session ended, to be shown again."""
        found = self.find_draft()
        if found is None:
            return None
        form = QueryDict(mutable=True)
        for name, value in found.fields:
            form.appendlist(name, value)
        return form

    def internal(self) -> Internal:
        """The WSGI app of the listener for servers: back-channel logout and security events.

        Events that were missed while it was away are asked for in the background.
        """
        kit, modules = self.kit, [self.kit.module]
        backchannel = Backchannel(kit.settings, modules, kit.providers, kit.now)
        Missed(kit.settings, modules, kit.providers, backchannel).catch_up()
        return Internal(backchannel=backchannel)


def _module() -> Module:
    path: Any = getattr(project, "EGOV_MODULE_FILE", None)
    if path is None:
        raise ImproperlyConfigured("set EGOV_MODULE_FILE to the path of the module.toml")
    return load(Path(path), str(project.ROOT_URLCONF).partition(".")[0])


oidc = OIDC()
"""For decorators and calls in views."""
