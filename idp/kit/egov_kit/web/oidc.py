"""What an app says to the kit, in whichever framework it is written."""

from collections.abc import Callable, Mapping
from typing import Any, overload

from egov_kit import calls
from egov_kit.calling import Callee
from egov_kit.drafts import Draft
from egov_kit.kit import current_kit, find_session
from egov_kit.person import Person, get_person
from egov_kit.visit import get_visit
from egov_kit.web import guard
from egov_kit.web.guard import UnitOf, View
from egov_kit.web.navigation import target_of


class Decorators:
    """The decorators that say who may see a view, and who is asking.

    One object serves all apps of a process; what belongs to one lies in its `Kit`.
    """

    @property
    def user(self) -> Person:
        """The person of this request; raises `PersonUnknown` where nobody is signed in."""
        return get_person()

    def public(self, view: View) -> View:
        """See `egov_kit.web.guard.public`."""
        return guard.public(view)

    def login(self, view: View) -> View:
        """See `egov_kit.web.guard.login`."""
        return guard.login(view)

    def requires(self, *rights: str, unit: UnitOf | None = None) -> Callable[[View], View]:
        """See `egov_kit.web.guard.requires`."""
        return guard.requires(*rights, unit=unit)

    @overload
    def api(self, view: View, /) -> View: ...

    @overload
    def api(
        self,
        *rights: str,
        scope: str = "",
        unit: UnitOf | None = None,
        callers: tuple[str, ...] = (),
        dpop: bool = False,
    ) -> Callable[[View], View]: ...

    def api(self, *rights: Any, **limits: Any) -> Any:
        """See `egov_kit.web.guard.api`; usable with and without parentheses."""
        if len(rights) == 1 and callable(rights[0]):
            return guard.api()(rights[0])
        return guard.api(*rights, **limits)

    def acr(self, level: str, *, max_age: int | None = None) -> Callable[[View], View]:
        """See `egov_kit.web.guard.acr`."""
        return guard.acr(level, max_age=max_age)

    def token_for(self, audience: str) -> str:
        """See `egov_kit.calls.token_for`."""
        return calls.token_for(current_kit(), audience)

    def headers_for(self, audience: str, method: str, url: str) -> Mapping[str, str]:
        """See `egov_kit.calls.headers_for`."""
        return calls.headers_for(current_kit(), audience, method, url)

    def call(self, audience: str) -> Callee:
        """Another module, to be called in the name of this person: ``.post("/send", json=…)``."""
        return Callee(current_kit(), audience)

    def find_draft(self) -> Draft | None:
        """What this person was typing on this page when the session ended, to be shown again."""
        session, visit = find_session(), get_visit()
        if session is None:
            return None
        return visit.kit.drafts().find(session.id, target_of(visit.request))

    def refresh_now(self) -> None:
        """Read posts and grants anew: something changed that must show at once.

        Raises `SessionOver` or `ProviderUnreachable`. Call it before the module's own transaction.
        """
        session = find_session()
        if session is not None:
            visit = get_visit()
            visit.session = visit.kit.refresher().renew(session)
            visit.person = visit.session.person
            visit.framework.identified(visit.person)
