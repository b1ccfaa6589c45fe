"""What every answer tells the browser about its own safety."""

from functools import lru_cache
from typing import Final, Protocol
from urllib.parse import urlsplit

from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)

from egov_kit.visit import Visit

_TWO_YEARS: Final = 63_072_000
_NONCE: Final = "the-nonce-of-this-answer"


class Headers(Protocol):
    """The headers of an answer as its framework keeps them; names in any case."""

    def get(self, name: str, default: str, /) -> str:
        """The value of one of them."""

    def __setitem__(self, name: str, value: str, /) -> None:
        """Say one of them."""


def protect(visit: Visit, headers: Headers) -> None:
    """Add what keeps an answer safe; what a view set itself about caching stays."""
    portal = visit.kit.portal_url() if visit.tenant else ""
    servers = visit.tenant.servers if visit.tenant else ()
    for name, value in _usual(visit.kit.settings.scheme, servers, portal):
        headers[name] = value.replace(_NONCE, visit.nonce)
    if visit.access is not None and visit.access.kept:
        return
    if not headers.get("Cache-Control", ""):
        headers["Cache-Control"] = "no-store"
    named = [each.strip() for each in headers.get("Vary", "").split(",") if each.strip()]
    known = {each.lower() for each in named}
    more = [each for each in ("Cookie", "Accept-Language") if each.lower() not in known]
    headers["Vary"] = ", ".join([*named, *more])


# The same for all answers of a module at a tenant, but for the nonce; made once, for it is slow.
@lru_cache(maxsize=1024)
def _usual(scheme: str, servers: tuple[str, ...], portal: str) -> tuple[tuple[str, str], ...]:
    made = Secure(
        csp=_policy(_where_forms_lead(servers, portal) if portal else ()),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(_TWO_YEARS).include_subdomains()
        if scheme == "https"
        else None,
    )
    return tuple(made.header_items())


def _policy(leads: tuple[str, ...]) -> ContentSecurityPolicy:
    own, nonce = "'self'", f"'nonce-{_NONCE}'"
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src(own, nonce)
        .style_src(own, nonce)
        .img_src(own, "data:")
        .font_src(own)
        .connect_src(own)
        .manifest_src(own)
        .base_uri("'none'")
        .frame_ancestors("'none'")
        .form_action(own, *leads)
    )


def _where_forms_lead(servers: tuple[str, ...], portal: str) -> tuple[str, ...]:
    """Chromium holds the whole way after a form to ``form-action``, redirects included.

    A form may lead to the sign-in server (signing out, or in again) and from there to the portal
    or a module of the same province.
    """
    here = urlsplit(portal)
    theirs = (urlsplit(each) for each in servers)
    return (
        *(f"{each.scheme}://{each.netloc}" for each in theirs),
        f"{here.scheme}://{here.netloc}",
        f"{here.scheme}://*.{here.netloc}",
    )
