"""What realm and tokens really say, read back from a running Keycloak, and refused attempts."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from egov_idp.lint.trials.tokens_stay_small import token_bytes
from joserfc.jwk import RSAKey

from tests.support._browser import Browser
from tests.support._relying_party import ASSERTION, Tokens, header
from tests.support.keycloak import RunningKeycloak


@pytest.fixture
def realm(keycloak: RunningKeycloak) -> Mapping[str, Any]:
    found: Mapping[str, Any] = keycloak.admin("danang").get_realm("danang")
    return found


@pytest.fixture
def signed_in(keycloak: RunningKeycloak, visitor: Browser) -> Iterator[Tokens]:
    """annv at the one-stop shop."""
    onestop = keycloak.client("danang", "onestop")
    yield onestop.sign_in(visitor, "annv", keycloak.password("danang", "annv"))
    keycloak.forget("danang", "annv")


def test_session_ends_after_21_idle_minutes_and_10_hours(realm: Mapping[str, Any]) -> None:
    assert (realm["ssoSessionIdleTimeout"], realm["ssoSessionMaxLifespan"]) == (1260, 36000)


def test_five_wrong_passwords_make_an_account_wait_five_minutes(realm: Mapping[str, Any]) -> None:
    assert realm["bruteForceProtected"]
    assert not realm["permanentLockout"]
    assert (realm["failureFactor"], realm["waitIncrementSeconds"]) == (5, 300)
    assert (realm["maxFailureWaitSeconds"], realm["minimumQuickLoginWaitSeconds"]) == (300, 300)


def test_events_are_kept(realm: Mapping[str, Any]) -> None:
    assert (realm["eventsEnabled"], realm["eventsExpiration"]) == (True, 90 * 86400)
    assert (realm["adminEventsEnabled"], realm["adminEventsDetailsEnabled"]) == (True, True)
    assert realm["attributes"]["adminEventsExpiration"] == str(365 * 86400)


def test_sign_in_leaves_an_event(keycloak: RunningKeycloak, signed_in: Tokens) -> None:
    events = keycloak.admin("danang").get_events({"type": "LOGIN"})

    assert signed_in.claims["sid"] in {event["sessionId"] for event in events}


def test_pages_are_vietnamese_first(keycloak: RunningKeycloak, visitor: Browser) -> None:
    page = keycloak.client("danang", "portal").open(visitor)

    assert '<html lang="vi"' in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_stock_clients_are_off(keycloak: RunningKeycloak) -> None:
    clients = {c["clientId"]: c for c in keycloak.admin("danang").get_clients()}
    ours = {client["clientId"] for client in keycloak.document("danang")["clients"]}

    on = {name for name, client in clients.items() if client["enabled"]}

    assert on == {"onestop", "portal", "egov-idp", "probe", "realm-management"}
    assert set(clients) == ours | {"realm-management"}
    assert clients["realm-management"]["bearerOnly"]


def test_no_client_may_use_anything_but_the_browser_flow(keycloak: RunningKeycloak) -> None:
    for client in keycloak.admin("danang").get_clients():
        assert not client["directAccessGrantsEnabled"], client["clientId"]
        assert not client["implicitFlowEnabled"], client["clientId"]
        assert not client["authenticationFlowBindingOverrides"], client["clientId"]


def test_one_client_has_a_service_account_and_it_manages_users_alone(
    keycloak: RunningKeycloak,
) -> None:
    admin = keycloak.admin("danang")
    having = {c["clientId"]: c["id"] for c in admin.get_clients() if c["serviceAccountsEnabled"]}
    assert set(having) == {"egov-idp"}
    account = admin.get_client_service_account_user(having["egov-idp"])["id"]

    held = admin.get_all_roles_of_user(account)["clientMappings"]

    assert set(held) == {"realm-management"}
    assert [role["name"] for role in held["realm-management"]["mappings"]] == ["manage-users"]


def test_no_flow_but_the_gated_ones_is_in_use(realm: Mapping[str, Any]) -> None:
    assert realm["browserFlow"].startswith("egov browser ")
    assert realm["resetCredentialsFlow"].startswith("egov reset password ")
    for bound in (
        "directGrantFlow",
        "registrationFlow",
        "firstBrokerLoginFlow",
        "dockerAuthenticationFlow",
    ):
        assert realm[bound].startswith("egov refuse "), bound


def test_people_register_nowhere_and_may_forget_their_password(realm: Mapping[str, Any]) -> None:
    assert not realm["registrationAllowed"]
    assert realm["resetPasswordAllowed"]
    assert not realm["rememberMe"]


def test_people_meet_only_two_required_actions(keycloak: RunningKeycloak) -> None:
    actions = keycloak.admin("danang").get_required_actions()

    enabled = {action["alias"] for action in actions if action["enabled"]}

    assert enabled == {"UPDATE_PASSWORD", "CONFIGURE_TOTP"}


def test_offline_access_is_nobodys(keycloak: RunningKeycloak) -> None:
    admin = keycloak.admin("danang")

    assert admin.get_realm_role_members("offline_access") == []
    given_to_all = admin.get_composite_realm_roles_of_role("default-roles-danang")
    assert "offline_access" not in {role["name"] for role in given_to_all}
    for client in admin.get_clients():
        scopes = {*client["defaultClientScopes"], *client["optionalClientScopes"]}
        assert "offline_access" not in scopes, client["clientId"]


def test_directory_is_read_live_and_forgets_nobody(keycloak: RunningKeycloak) -> None:
    (directory,) = keycloak.admin("danang").get_components(
        {"type": "org.keycloak.storage.UserStorageProvider"}
    )

    config = {name: values[0] for name, values in directory["config"].items()}
    assert config["cachePolicy"] == "NO_CACHE"
    assert config["removeInvalidUsersEnabled"] == "false"
    assert config["customUserSearchFilter"] == "(egovStatus=active)"
    assert (config["connectionTimeout"], config["readTimeout"]) == ("1000", "2000")


def test_directory_has_exactly_the_stated_mappers(keycloak: RunningKeycloak) -> None:
    admin = keycloak.admin("danang")
    (directory,) = admin.get_components({"type": "org.keycloak.storage.UserStorageProvider"})
    mappers = admin.get_components({"parent": directory["id"]})

    assert len(mappers) == 12
    assert {mapper["config"]["read.only"][0] for mapper in mappers} == {"true"}


def test_lint_takes_an_access_token_for_as_long_as_it_is_or_a_little_longer(
    keycloak: RunningKeycloak, signed_in: Tokens
) -> None:
    measured = len(signed_in.access_token)

    assert measured <= token_bytes(keycloak.directory.person("danang", "annv")) <= measured + 250


def test_access_token_is_at_jwt_of_five_minutes_for_its_module_alone(signed_in: Tokens) -> None:
    said = signed_in.claims

    assert (header(signed_in.access_token)["typ"], header(signed_in.access_token)["alg"]) == (
        "at+jwt",
        "RS256",
    )
    assert (said["aud"], said["exp"] - said["iat"]) == ("onestop", 300)


def test_access_token_says_who_it_is_and_nothing_of_roles(
    keycloak: RunningKeycloak, signed_in: Tokens
) -> None:
    person = keycloak.directory.person("danang", "annv")
    said = signed_in.claims

    assert (said["tenant"], said["preferred_username"]) == ("danang", "annv")
    assert (said["staff_id"], said["name"]) == (str(person.staff_id), person.name)
    assert set(said["posts"]) == {str(post) for post in person.posts}
    assert set(said["grants"]) == {str(grant) for grant in person.grants}
    assert said["post"] == str(person.working_post)
    assert not {"realm_access", "resource_access", "allowed-origins"} & set(said)


def test_id_token_says_only_that_somebody_signed_in(signed_in: Tokens) -> None:
    protocol = {"iss", "sub", "aud", "exp", "iat", "jti", "typ", "azp", "nonce", "at_hash"}

    assert set(signed_in.identity) == protocol | {"sid", "acr", "auth_time"}


def test_refresh_token_is_good_again_when_an_answer_was_lost(
    keycloak: RunningKeycloak, signed_in: Tokens
) -> None:
    onestop = keycloak.client("danang", "onestop")

    answers = [onestop.refresh(signed_in).status_code for _ in range(2)]

    assert answers == [200, 200]


@pytest.mark.parametrize(
    "left_out", [{"code_challenge": ""}, {"code_challenge_method": "plain"}], ids=str
)
def test_request_without_pkce_s256_is_refused(
    keycloak: RunningKeycloak, visitor: Browser, left_out: dict[str, str]
) -> None:
    page = keycloak.client("danang", "onestop").open(visitor, **left_out)

    assert page.query["error"] == "invalid_request"


def test_implicit_response_is_refused(keycloak: RunningKeycloak, visitor: Browser) -> None:
    page = keycloak.client("danang", "onestop").open(visitor, response_type="token")

    assert "error" in page.query or "error=" in page.url
    assert "access_token" not in page.url


def test_offline_access_is_refused(keycloak: RunningKeycloak, visitor: Browser) -> None:
    onestop = keycloak.client("danang", "onestop")

    page = onestop.open(visitor, scope="openid offline_access")

    assert page.query["error"] == "invalid_scope"


def test_admin_cli_takes_no_password(keycloak: RunningKeycloak) -> None:
    client = keycloak.relying_party("danang", "admin-cli", redirect_uri="")

    answer = client.token(
        grant_type="password", username="annv", password=keycloak.password("danang", "annv")
    )

    assert answer.status_code == 401


def test_password_is_no_way_to_a_token_of_a_module(keycloak: RunningKeycloak) -> None:
    answer = keycloak.client("danang", "onestop").token(
        grant_type="password", username="annv", password=keycloak.password("danang", "annv")
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


class TestPrivateKeyJwt:
    """How a module proves who it is; every refusal has the good one beside it."""

    def _ask(self, keycloak: RunningKeycloak, **form: str) -> str:
        """The error of a token request that is wrong anyway, for its code."""
        onestop = keycloak.client("danang", "onestop")
        asked = {"grant_type": "authorization_code", "code": "x", "client_id": "onestop"} | form
        answer = onestop._http.post(onestop.endpoint("token"), data=asked)
        return str(answer.json()["error"])

    def _assertion(self, keycloak: RunningKeycloak, **over: Any) -> dict[str, str]:  # noqa: ANN401
        made = keycloak.client("danang", "onestop").assertion(**over)
        return {"client_assertion_type": ASSERTION, "client_assertion": made}

    def test_right_key_is_accepted(self, keycloak: RunningKeycloak) -> None:
        assert self._ask(keycloak, **self._assertion(keycloak)) == "invalid_grant"

    def test_no_proof_is_refused(self, keycloak: RunningKeycloak) -> None:
        assert self._ask(keycloak) in ("invalid_client", "unauthorized_client")

    def test_password_of_a_client_is_refused(self, keycloak: RunningKeycloak) -> None:
        answer = self._ask(keycloak, client_secret="anything")

        assert answer in ("invalid_client", "unauthorized_client")

    def test_assertion_is_good_once(self, keycloak: RunningKeycloak) -> None:
        assertion = self._assertion(keycloak)
        self._ask(keycloak, **assertion)

        assert self._ask(keycloak, **assertion) == "invalid_client"

    @pytest.mark.parametrize(
        "over",
        [
            {"algorithm": "PS256"},
            {"aud": ["{issuer}", "http://other"]},
            {"aud": "http://other"},
            {"iat": 0, "exp": 30},
            {"sub": "portal"},
        ],
        ids=str,
    )
    def test_assertion_that_says_something_else_is_refused(
        self, keycloak: RunningKeycloak, over: dict[str, Any]
    ) -> None:
        issuer = keycloak.issuer("danang")
        if isinstance(over.get("aud"), list):
            over = {"aud": [text.format(issuer=issuer) for text in over["aud"]]}

        assert self._ask(keycloak, **self._assertion(keycloak, **over)) == "invalid_client"

    def test_other_key_is_refused(self, keycloak: RunningKeycloak) -> None:
        onestop = keycloak.client("danang", "onestop")
        assert onestop.key
        other = RSAKey.generate_key(2048, {"kid": onestop.key["kid"]}, private=True)
        onestop.key = other.as_dict(private=True)

        made = {"client_assertion_type": ASSERTION, "client_assertion": onestop.assertion()}

        assert self._ask(keycloak, **made) == "invalid_client"

    def test_assertion_older_than_a_minute_is_refused(self, keycloak: RunningKeycloak) -> None:
        now = int(time.time())
        old = self._assertion(keycloak, iat=now - 90, exp=now + 3600)

        assert self._ask(keycloak, **old) == "invalid_client"
