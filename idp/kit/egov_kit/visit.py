"""The request that is being served: its tenant, its session and who is asking.

There is one at a time in each thread or task. The adapter of a framework enters it before anything
of the kit is asked and leaves it when the answer is complete.
"""

import secrets
from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from egov_kit.web.choices import language

if TYPE_CHECKING:
    from egov_kit.kit import Kit
    from egov_kit.person import Person
    from egov_kit.sessions import KeptSession
    from egov_kit.tenants import CurrentTenant
    from egov_kit.web.framework import Framework
    from egov_kit.web.guard import Access
    from egov_kit.web.request import Request


@dataclass(kw_only=True, eq=False)
class Visit:
    """One request and what is known of it so far.

    ``access`` is what the view says of who may see it. ``session`` is the live session once the
    request was let in, ``over`` the one that was found dead. ``data`` is what was kept for this
    browser.
    """

    kit: "Kit"
    request: "Request"
    access: "Access | None"
    framework: "Framework"
    tenant: "CurrentTenant | None" = None
    session: "KeptSession | None" = None
    over: "KeptSession | None" = None
    person: "Person | None" = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def nonce(self) -> str:
        """The nonce of this answer's own inline scripts and styles."""
        return secrets.token_urlsafe(16)

    @cached_property
    def language(self) -> str:
        """The language of this request: ``vi`` or ``en``."""
        return language(self.request)


_current: ContextVar[Visit | None] = ContextVar("egov_visit", default=None)


def find_visit() -> Visit | None:
    """The request that is being served, `None` outside of one."""
    return _current.get()


def get_visit() -> Visit:
    """The request that is being served; raises `RuntimeError` outside of one."""
    found = _current.get()
    if found is None:
        raise RuntimeError("this is asked within a request to an app of the kit")
    return found


def enter(visit: Visit) -> Token[Visit | None]:
    """Serve ``visit`` from now on; `leave` takes what this answers."""
    return _current.set(visit)


def leave(token: Token[Visit | None]) -> None:
    """Go back to what was served before."""
    _current.reset(token)
