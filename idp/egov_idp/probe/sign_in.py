"""The check itself: in where the grant is, and not in where it is not."""

import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from egov_kit.errors import KitError
from egov_kit.module import Module, discover
from egov_kit.op import AccessToken, Provider, Providers, challenge_of, new_verifier
from egov_kit.settings import Settings

from egov_idp.probe.browser import Browser, Page
from egov_idp.probe.errors import GateOpen, SignInBroken
from egov_idp.probe.page import find_form
from egov_idp.realms.clients import PROBE, PROBE_URL

_REFUSALS: Final = range(400, 500)
"""The gate says 403; a client that is switched off lets nobody in either, with 400."""
_CALLBACK: Final = f"{PROBE_URL}/oidc/callback"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who signs in; the password is good for this check alone."""

    staff_id: UUID
    username: str
    password: str = field(repr=False)


def check(settings: Settings, tenant: str, account: Account) -> None:
    """Sign in to the probe, and be refused by a module, in one visit.

    The session that it leaves is ended by whoever opened the account. Raises `SignInBroken` and
    `GateOpen`.
    """
    providers = Providers(settings)
    try:
        with Browser(settings, tenant) as browser:
            token = _sign_in(browser, providers.get(tenant, PROBE), account)
            _check_person(token, account)
            for module in discover():
                if module.kind == "module":
                    url = settings.module_url(tenant, module.name)
                    _be_refused(browser, providers.get(tenant, module.name), url, module)
    except (KitError, OSError, ValueError) as error:
        raise SignInBroken(str(error)) from error
    finally:
        providers.close()


def _sign_in(browser: Browser, provider: Provider, account: Account) -> AccessToken:
    state, nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(16), new_verifier()
    page = browser.get(
        provider.authorization_url(
            redirect_uri=_CALLBACK, state=state, nonce=nonce, code_challenge=challenge_of(verifier)
        )
    )
    form = find_form(page.url, page.text, "username", "password")
    if form is None:
        raise SignInBroken(f"no sign-in page, {_seen(page)}")
    typed = {**form.fields, "username": account.username, "password": account.password}
    code = _code(browser.submit(form.action, typed), provider, state)
    given = provider.redeem(code=code, redirect_uri=_CALLBACK, code_verifier=verifier)
    if given.id_token is None:
        raise SignInBroken("no ID token")
    provider.verify_id_token(given.id_token, nonce=nonce, access_token=given.access_token)
    return provider.verify_access_token(given.access_token)


def _code(page: Page, provider: Provider, state: str) -> str:
    """The code of the redirect back; a page instead of it says that the password was refused."""
    if page.status or not page.url.startswith(f"{_CALLBACK}?"):
        raise SignInBroken(f"the sign-in page does not lead back, {_seen(page)}")
    said = page.query
    provider.check_callback_issuer(said.get("iss"))
    if said.get("state") != state:
        raise SignInBroken("the redirect back is of another request")
    if "code" not in said:
        raise SignInBroken(f"the redirect back says {said.get('error', 'nothing')}")
    return said["code"]


def _check_person(token: AccessToken, account: Account) -> None:
    if token.person.staff_id != account.staff_id:
        raise SignInBroken("the token is somebody else's")
    if {grant.module for grant in token.person.grants} != {PROBE}:
        raise SignInBroken("the token has other rights than the directory gave")


def _be_refused(browser: Browser, provider: Provider, url: str, module: Module) -> None:
    """The same session at a module whose grant is not held: an error's page, and no code."""
    page = browser.get(
        provider.authorization_url(
            redirect_uri=f"{url}/oidc/callback",
            state=secrets.token_urlsafe(16),
            nonce=secrets.token_urlsafe(16),
            code_challenge=challenge_of(new_verifier()),
        )
    )
    if not page.status and "code" in page.query:
        raise GateOpen(module.name)
    if page.status not in _REFUSALS:
        raise SignInBroken(f"{module.name} asks for no grant, {_seen(page)}")


def _seen(page: Page) -> str:
    """What came, without anything of the address that might be good for something."""
    if not page.status:
        return "but a redirect to another address"
    return f"but a page with status {page.status}"
