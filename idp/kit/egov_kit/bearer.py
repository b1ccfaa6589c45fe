"""Calls of other programs: a bearer token made for this module, and nothing else, opens them."""

import re
from typing import Final

import structlog
from flask import Response, g, request
from flask_babel import gettext as _

from egov_kit.claims import person_of
from egov_kit.errors import TokenRefused
from egov_kit.guard import Access
from egov_kit.kit import Kit
from egov_kit.op import AccessToken, issuer_of
from egov_kit.person import Person
from egov_kit.problems import Problem, as_json
from egov_kit.settings import Settings
from egov_kit.tenants import CurrentTenant, tenant

_log = structlog.get_logger()
_BEARER: Final = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9\-._~+/]+=*)")


def identify(kit: Kit, access: Access) -> tuple[Person | None, Response | None]:
    """The person a call is made for, or the answer to a call that is not let in."""
    presented = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if presented is None:
        return None, _unauthorized("Bearer")
    try:
        token = _verify(kit, presented.group(1))
    except TokenRefused as error:
        _log.info("bearer.refused", reason=error.reason)
        return None, _unauthorized('Bearer error="invalid_token"')
    if access.callers and token.azp not in access.callers:
        _log.info("bearer.caller_refused", caller=token.azp)
        return None, insufficient(access)
    return person_of(token), None


def find_tenant_of(settings: Settings, token: str) -> str | None:
    """The tenant whose issuer the token claims, byte for byte; asks nobody."""
    try:
        issuer = issuer_of(token)
    except TokenRefused:
        return None
    return next((name for name, each in settings.tenants.items() if each.issuer == issuer), None)


def insufficient(access: Access) -> Response:
    """403: the token is good, but not enough for this."""
    scope = f', scope="{" ".join(access.rights)}"' if access.rights else ""
    return as_json(
        Problem(
            status=403,
            code="insufficient_scope",
            title=_("You may not do this"),
            text=_("The token does not carry the right that this call needs."),
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope"{scope}'},
        )
    )


def _verify(kit: Kit, token: str) -> AccessToken:
    if kit.module.kind == "api":
        _enter_tenant(kit, token)
    return kit.providers.get(tenant.name, kit.module.name).verify_access_token(token)


def _enter_tenant(kit: Kit, token: str) -> None:
    name = find_tenant_of(kit.settings, token)
    if name is None:
        raise TokenRefused("issuer is not one of ours")
    g.egov_tenant = CurrentTenant.of(kit.settings, name, kit.settings.tenants[name].host)


def _unauthorized(challenge: str) -> Response:
    return as_json(
        Problem(
            status=401,
            code="invalid_token",
            title=_("A token is needed"),
            text=_("Send a valid bearer token for this service."),
            headers={"WWW-Authenticate": challenge},
        )
    )
