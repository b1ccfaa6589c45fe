"""What every answer gets on its way out, whoever made it."""

from egov_kit.visit import Visit
from egov_kit.web import choices, kept
from egov_kit.web.answer import Cookie
from egov_kit.web.headers import Headers, protect


def close(visit: Visit, status: int, headers: Headers) -> tuple[Cookie, ...]:
    """Make the headers of an answer safe; answers the cookies it sets besides its own."""
    protect(visit, headers)
    kept.forget_draft(visit, status)
    if visit.tenant is None or visit.kit.module.kind == "api":
        return ()
    return tuple(choices.remembered(visit.request))
