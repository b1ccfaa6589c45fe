"""No way to a token but the gated sign-in: what the token endpoint answers to every other grant.

In the seed of Da Nang ``khanhvt`` may open no module and ``annv`` the one-stop shop. Where the
stock settings refuse, an administrator's mistake opens the way first (`_mistakes`).
"""

from contextlib import ExitStack

import httpx
import pytest
from keycloak.exceptions import KeycloakPutError

from tests.support._browser import Browser
from tests.support._mistakes import SHUT, client_with, no_policies, scope_given
from tests.support._relying_party import RelyingParty, Tokens, claims
from tests.support.keycloak import RunningKeycloak

GRANT = "urn:ietf:params:oauth:grant-type:"
AUDIENCE = {
    "name": "audience onestop",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-audience-mapper",
    "config": {"included.client.audience": "onestop", "access.token.claim": "true"},
}


@pytest.fixture
def onestop(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "onestop")


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture
def driver(keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser) -> Tokens:
    """What somebody without any module has: a session at the portal."""
    return portal.sign_in(visitor, "khanhvt", keycloak.password("danang", "khanhvt"))


def refusal(answer: httpx.Response) -> str:
    """Why no token was given."""
    assert answer.status_code >= 400, answer.text
    assert "access_token" not in answer.text
    return str(answer.json()["error"])


def by_password(keycloak: RunningKeycloak, client: RelyingParty, username: str) -> httpx.Response:
    password = keycloak.password("danang", username)
    return client.token(grant_type="password", username=username, password=password, scope="openid")


def test_password_grant_is_off(keycloak: RunningKeycloak, onestop: RelyingParty) -> None:
    assert refusal(by_password(keycloak, onestop, "annv")) == "unauthorized_client"


@pytest.mark.parametrize("switch", ["directAccessGrantsEnabled", "implicitFlowEnabled"])
def test_a_grant_past_the_gate_cannot_be_switched_on(
    keycloak: RunningKeycloak, switch: str
) -> None:
    with (
        pytest.raises(KeycloakPutError, match="invalid_client_metadata"),
        client_with(keycloak, "danang", "onestop", **{switch: True}),
    ):
        pass


def test_password_grant_that_was_switched_on_is_refused(
    keycloak: RunningKeycloak, onestop: RelyingParty
) -> None:
    with ExitStack() as mistakes:
        with no_policies(keycloak, "danang"):
            mistakes.enter_context(
                client_with(keycloak, "danang", "onestop", directAccessGrantsEnabled=True)
            )
        answer = by_password(keycloak, onestop, "annv")

    assert refusal(answer) == "invalid_grant"


@pytest.mark.parametrize("username", ["annv", "khanhvt"])
def test_password_grant_without_policies_runs_a_flow_that_refuses(
    keycloak: RunningKeycloak, onestop: RelyingParty, username: str
) -> None:
    with (
        no_policies(keycloak, "danang"),
        client_with(keycloak, "danang", "onestop", directAccessGrantsEnabled=True),
    ):
        answer = by_password(keycloak, onestop, username)

    assert answer.status_code == 401
    assert "access_token" not in answer.text


def test_client_credentials_are_off(onestop: RelyingParty) -> None:
    assert refusal(onestop.token(grant_type="client_credentials")) == "unauthorized_client"


def test_service_account_of_a_module_gets_no_token_for_it(
    keycloak: RunningKeycloak, onestop: RelyingParty
) -> None:
    with client_with(keycloak, "danang", "onestop", serviceAccountsEnabled=True):
        answer = onestop.token(grant_type="client_credentials")

    assert refusal(answer) == "access_denied"


def test_service_account_that_names_a_module_as_audience_gets_no_token(
    keycloak: RunningKeycloak,
) -> None:
    robot = SHUT | {
        "publicClient": False,
        "secret": "only-for-this-test",
        "standardFlowEnabled": False,
        "serviceAccountsEnabled": True,
        "protocolMappers": [AUDIENCE],
    }
    with keycloak.extra_client("danang", "robot", **robot) as client:
        answer = client.token(grant_type="client_credentials", client_secret="only-for-this-test")

    assert refusal(answer) == "access_denied"


@pytest.mark.parametrize("path", ["auth/device", "ext/ciba/auth"])
def test_sign_in_on_another_device_begins_nowhere(
    keycloak: RunningKeycloak, onestop: RelyingParty, path: str
) -> None:
    on = {
        "oauth2.device.authorization.grant.enabled": "true",
        "oidc.ciba.grant.enabled": "true",
        "ciba.backchannel.token.delivery.mode": "poll",
    }
    with client_with(keycloak, "danang", "onestop", on):
        answer = onestop.post(onestop.endpoint(path), scope="openid", login_hint="khanhvt")

    assert answer.status_code != 200
    assert "device_code" not in answer.text
    assert "auth_req_id" not in answer.text


@pytest.mark.parametrize(
    ("grant", "proof"),
    [
        (f"{GRANT}device_code", "device_code"),
        ("urn:openid:params:grant-type:ciba", "auth_req_id"),
        (f"{GRANT}jwt-bearer", "assertion"),
        (f"{GRANT}pre-authorized_code", "pre-authorized_code"),
    ],
)
def test_grants_that_pass_no_gate_are_not_in_the_server(
    keycloak: RunningKeycloak, onestop: RelyingParty, driver: Tokens, grant: str, proof: str
) -> None:
    on = {
        "oauth2.device.authorization.grant.enabled": "true",
        "oidc.ciba.grant.enabled": "true",
        "oauth2.jwt.authorization.grant.enabled": "true",
    }
    with client_with(keycloak, "danang", "onestop", on):
        answer = onestop.token(
            grant_type=grant, scope="openid", **{proof: onestop.assertion(sub=driver.claims["sub"])}
        )

    assert refusal(answer) == "unsupported_grant_type"


def test_permission_ticket_is_given_by_no_module(
    keycloak: RunningKeycloak, onestop: RelyingParty, driver: Tokens
) -> None:
    on = {"serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
    with client_with(keycloak, "danang", "onestop", **on):
        answer = httpx.post(
            f"{keycloak.server}/realms/danang/protocol/openid-connect/token",
            data={"grant_type": f"{GRANT}uma-ticket", "audience": "onestop"},
            headers={"Authorization": f"Bearer {driver.access_token}"},
        )

    assert refusal(answer) == "invalid_request"


def test_administrator_becomes_nobody_else(keycloak: RunningKeycloak) -> None:
    admin, user = keycloak.admin("danang"), keycloak.user_id("danang", "annv")

    answer = admin.connection.raw_post(f"admin/realms/danang/users/{user}/impersonation", data="{}")

    assert answer.status_code == 501
    assert not answer.cookies


def test_code_of_another_module_is_refused(
    keycloak: RunningKeycloak, onestop: RelyingParty, portal: RelyingParty, visitor: Browser
) -> None:
    password = keycloak.password("danang", "khanhvt")
    page = visitor.sign_in(portal.open(visitor), "khanhvt", password)

    answer = onestop.token(
        grant_type="authorization_code",
        code=page.query["code"],
        redirect_uri=portal.redirect_uri,
        code_verifier=portal._verifiers[page.query["state"]],
    )

    assert refusal(answer) == "invalid_grant"


def test_refresh_token_of_another_module_is_refused(onestop: RelyingParty, driver: Tokens) -> None:
    assert refusal(onestop.refresh(driver)) == "invalid_grant"


@pytest.mark.parametrize("scope", ["call:onestop", "offline_access", "onestop.read"])
def test_scope_that_is_not_the_clients_is_refused(
    portal: RelyingParty, driver: Tokens, visitor: Browser, scope: str
) -> None:
    asked = f"openid {scope}"
    page = portal.open(visitor, scope=asked)
    answer = portal.token(
        grant_type="refresh_token", refresh_token=driver.refresh_token or "", scope=asked
    )

    assert (page.query["error"], refusal(answer)) == ("invalid_scope", "invalid_scope")


@pytest.mark.parametrize(("username", "gets"), [("khanhvt", None), ("annv", ["onestop", "portal"])])
def test_scope_given_by_mistake_brings_a_module_only_to_who_may_open_it(
    keycloak: RunningKeycloak,
    portal: RelyingParty,
    visitor: Browser,
    username: str,
    gets: list[str] | None,
) -> None:
    with scope_given(keycloak, "danang", "portal", "call:onestop"):
        page = portal.open(visitor, scope="openid call:onestop")
        page = visitor.sign_in(page, username, keycloak.password("danang", username))
        answer = portal.try_to_redeem(page)

    found = claims(answer.json()["access_token"])["aud"] if answer.is_success else None
    assert (sorted(found) if found else None) == gets


@pytest.mark.parametrize(("username", "gets"), [("khanhvt", None), ("annv", "onestop")])
def test_open_client_that_names_a_module_as_audience_lets_in_only_who_may_open_it(
    keycloak: RunningKeycloak, visitor: Browser, username: str, gets: str | None
) -> None:
    attributes = {"egov.module": "open", "pkce.code.challenge.method": "S256"}
    settings = {"attributes": attributes, "protocolMappers": [AUDIENCE]}
    with keycloak.extra_client("danang", "other-door", **settings) as client:
        page = client.open(visitor)
        page = visitor.sign_in(page, username, keycloak.password("danang", username))
        answer = client.try_to_redeem(page)

    found = claims(answer.json()["access_token"])["aud"] if answer.is_success else None
    assert found == gets


def test_offline_token_passes_the_same_gate(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser
) -> None:
    with scope_given(keycloak, "danang", "onestop", "offline_access"):
        page = onestop.open(visitor, scope="openid offline_access")
        page = visitor.sign_in(page, "khanhvt", keycloak.password("danang", "khanhvt"))

    assert page.status == 403


def test_offline_token_is_given_to_nobody(
    keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser
) -> None:
    with scope_given(keycloak, "danang", "onestop", "offline_access"):
        page = onestop.open(visitor, scope="openid offline_access")
        page = visitor.sign_in(page, "annv", keycloak.password("danang", "annv"))
        answer = onestop.try_to_redeem(page)

    assert refusal(answer) == "not_allowed"


@pytest.mark.parametrize("kind", ["openid-connect", "default"])
def test_nobody_registers_a_client(keycloak: RunningKeycloak, kind: str) -> None:
    said = {
        "openid-connect": {"redirect_uris": ["http://stranger.localhost/callback"]},
        "default": SHUT | {"clientId": "stranger"},
    }
    answer = httpx.post(
        f"{keycloak.server}/realms/danang/clients-registrations/{kind}", json=said[kind]
    )

    assert answer.status_code == 403
    assert keycloak.admin("danang").get_client_id("stranger") is None


@pytest.mark.parametrize(
    ("path", "status"),
    [("account/", 404), ("protocol/docker-v2/auth", 404), ("authz/protection/permission", 501)],
)
def test_interfaces_nobody_needs_are_not_in_the_server(
    keycloak: RunningKeycloak, driver: Tokens, path: str, status: int
) -> None:
    answer = httpx.get(
        f"{keycloak.server}/realms/danang/{path}",
        headers={"Authorization": f"Bearer {driver.access_token}", "Accept": "application/json"},
    )

    assert answer.status_code == status
