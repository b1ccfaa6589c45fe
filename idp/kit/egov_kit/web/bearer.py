"""Calls of other programs: a token made for this module, and nothing else, opens them.

One that is bound to a key (RFC 9449) comes with a proof of that key, for this request alone.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

import structlog

from egov_kit.claims import person_of
from egov_kit.errors import ProofRefused, TokenRefused
from egov_kit.kit import Kit
from egov_kit.op import AccessToken, Proof, Provider, issuer_of
from egov_kit.person import Person
from egov_kit.settings import ALGORITHMS, Settings
from egov_kit.tables import digest
from egov_kit.tenants import CurrentTenant, tenant
from egov_kit.visit import Visit
from egov_kit.web.answer import Answer
from egov_kit.web.guard import Access
from egov_kit.web.languages import gettext as _
from egov_kit.web.problems import Problem, as_json, sign_in_stronger
from egov_kit.web.strength import Wanted

_log = structlog.get_logger()
_PRESENTED: Final = re.compile(r"(bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE)
_DPOP: Final = f'DPoP algs="{" ".join(ALGORITHMS)}"'


def identify(visit: Visit, access: Access) -> tuple[Person | None, Answer | None]:
    """The person a call is made for, or the answer to a call that is not let in."""
    presented = _presented(visit)
    bound = _bound(presented)
    if presented is None or (access.dpop and not bound):
        return None, _unauthorized(_DPOP if access.dpop else "Bearer")
    try:
        token = _verify(visit, presented[2], bound=bound)
    except TokenRefused as error:
        _log.info("bearer.refused", reason=error.reason)
        return None, _unauthorized(_challenge(error, bound=bound))
    if access.callers and token.azp not in access.callers:
        _log.info("bearer.caller_refused", caller=token.azp)
        return None, insufficient(visit, ())
    if not token.scope.issuperset(access.scopes):
        return None, insufficient(visit, access.scopes)
    return person_of(token), None


def find_tenant_of(settings: Settings, issuer: str, now: datetime) -> str | None:
    """The tenant that trusts an issuer, byte for byte, at this moment; asks nobody."""
    tenants = settings.tenants.items()
    return next((name for name, each in tenants if now < each.trusted_until(issuer)), None)


def insufficient(visit: Visit, needed: Iterable[str]) -> Answer:
    """403: the token is good, but not enough for this; ``needed`` are scopes or rights."""
    names = " ".join(needed)
    scope = f', scope="{names}"' if names else ""
    return as_json(
        Problem(
            status=403,
            code="insufficient_scope",
            title=_("You may not do this"),
            text=_("The token does not carry the right that this call needs."),
            headers={"WWW-Authenticate": f'{_scheme(visit)} error="insufficient_scope"{scope}'},
        )
    )


def too_weak(visit: Visit, wanted: Wanted) -> Answer:
    """401: the token is good, but its person did not sign in as this needs it (RFC 9470)."""
    age = "" if wanted.max_age is None else f', max_age="{wanted.max_age}"'
    wants = f'error="insufficient_user_authentication", acr_values="{wanted.acr}"{age}'
    return as_json(sign_in_stronger(headers={"WWW-Authenticate": f"{_scheme(visit)} {wants}"}))


def _scheme(visit: Visit) -> str:
    """How the token was presented: the challenge names the same (RFC 9449 §7.1)."""
    return f"{_DPOP}," if _bound(_presented(visit)) else "Bearer"


def _presented(visit: Visit) -> re.Match[str] | None:
    """The scheme and the token of a call."""
    return _PRESENTED.fullmatch(visit.request.header("Authorization"))


def _bound(presented: re.Match[str] | None) -> bool:
    return presented is not None and presented[1].lower() == "dpop"


def _challenge(error: TokenRefused, *, bound: bool) -> str:
    code = "invalid_dpop_proof" if isinstance(error, ProofRefused) else "invalid_token"
    return f'{_DPOP}, error="{code}"' if bound else f'Bearer error="{code}"'


def _verify(visit: Visit, token: str, *, bound: bool) -> AccessToken:
    provider = _provider(visit, token)
    if not bound:
        return provider.judge(token)
    proof = _proof(visit, provider, token)
    found = provider.judge(token, jkt=proof.jkt)
    _spend(visit.kit, proof)
    return found


def _provider(visit: Visit, token: str) -> Provider:
    """Of the issuer that the token claims, if that is trusted at this moment."""
    kit = visit.kit
    if kit.module.kind != "api" and not kit.settings.tenants[tenant.name].former:
        return kit.provider()  # which sees for itself whose token it is
    issuer = _issuer(visit, token)
    if kit.module.kind == "api":
        _enter_tenant(visit, issuer)
    if kit.now() >= kit.settings.tenants[tenant.name].trusted_until(issuer):
        raise TokenRefused("issuer is not the province's")
    return kit.provider_of(issuer)


def _issuer(visit: Visit, token: str) -> str:
    """The issuer that the token claims; of one that says nothing, the only one that is asked."""
    try:
        return issuer_of(token)
    except TokenRefused:
        tenants = visit.kit.settings.tenants
        here = tenants.values() if visit.tenant is None else [tenants[visit.tenant.name]]
        asked = [each.issuer for each in here if each.introspection]
        if len(asked) != 1:  # a token is shown to nobody it may not be for
            raise
        return asked[0]


def _proof(visit: Visit, provider: Provider, token: str) -> Proof:
    request = visit.request
    presented = request.header("DPoP")  # two of them come with a comma, which no proof has
    return provider.verify_proof(
        presented, method=request.method, url=_address(visit), access_token=token
    )


def _address(visit: Visit) -> str:
    # As the settings have it: what a proxy, or the caller, says of it is not asked.
    path = quote(visit.request.path)
    if visit.kit.module.kind == "api":
        base = visit.kit.settings.apis.get(visit.kit.module.name)
        if base is None:
            raise ProofRefused("EGOV_APIS does not say where this API is")
        return base.rstrip("/") + path
    return visit.kit.address(path)


def _spend(kit: Kit, proof: Proof) -> None:
    """Only now, so that nobody without a good token fills the store."""
    name = digest(f"{proof.jkt} {proof.jti}")
    until = datetime.fromtimestamp(proof.until, UTC)
    if not kit.proofs().first_use(name, now=kit.now(), until=until):
        raise ProofRefused("proof was shown before")


def _enter_tenant(visit: Visit, issuer: str) -> None:
    settings = visit.kit.settings
    name = find_tenant_of(settings, issuer, visit.kit.now())
    if name is None:
        raise TokenRefused("issuer is not one of ours")
    if settings.tenants[name].retired:
        raise TokenRefused("the province is closed")
    visit.tenant = CurrentTenant.of(settings, name, settings.tenants[name].host)


def _unauthorized(challenge: str) -> Answer:
    return as_json(
        Problem(
            status=401,
            code="invalid_token",
            title=_("A token is needed"),
            text=_("Send a valid bearer token for this service."),
            headers={"WWW-Authenticate": challenge},
        )
    )
