"""What every answer tells the browser about its own safety."""

import secrets
from urllib.parse import urlsplit

from flask import Response, current_app, g, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)

from egov_kit.guard import find_access
from egov_kit.kit import Kit, current_kit
from egov_kit.tenants import find_tenant

_TWO_YEARS = 63_072_000


def csp_nonce() -> str:
    """The nonce of this answer's own inline scripts and styles."""
    if "egov_nonce" not in g:
        g.egov_nonce = secrets.token_urlsafe(16)
    nonce: str = g.egov_nonce
    return nonce


def protect(response: Response) -> Response:
    """Add the headers; what a view set itself about caching stays."""
    kit = current_kit()
    _secure(kit).set_headers(response)
    if not _is_static():
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Cookie", "Accept-Language"))
    return response


def _secure(kit: Kit) -> Secure:
    return Secure(
        csp=_policy(kit),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=_transport(kit),
    )


def _policy(kit: Kit) -> ContentSecurityPolicy:
    own, nonce = "'self'", f"'nonce-{csp_nonce()}'"
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
        .form_action(own, *_where_forms_lead(kit))
    )


def _where_forms_lead(kit: Kit) -> tuple[str, ...]:
    """Chromium holds the whole way after a form to ``form-action``, redirects included.

    A form may lead to the sign-in server (signing out, or in again) and from there to the portal
    or a module of the same province.
    """
    here = find_tenant()
    if here is None:
        return ()
    issuer = urlsplit(here.issuer)
    portal = urlsplit(kit.portal_url())
    return (
        f"{issuer.scheme}://{issuer.netloc}",
        f"{portal.scheme}://{portal.netloc}",
        f"{portal.scheme}://*.{portal.netloc}",
    )


def _transport(kit: Kit) -> StrictTransportSecurity | None:
    if kit.settings.scheme != "https":
        return None
    return StrictTransportSecurity().max_age(_TWO_YEARS)


def _is_static() -> bool:
    if request.endpoint is None:
        return False
    access = find_access(current_app, request.endpoint)
    return access is not None and access.kind == "free" and request.endpoint.endswith("static")
