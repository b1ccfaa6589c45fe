"""A client that nobody here wrote goes through every flow."""

import httpx
import pytest
from authlib.integrations.base_client.errors import OAuthError
from egov_kit.op import challenge_of
from egov_kit.simulator import Client, Simulator
from egov_kit.simulator.jose import claims_of, header_of

from tests.support._visitor import CALLBACK, Application, Visitor, answer
from tests.support.op import CLIENT_KEY, HandClock
from tests.support.simulator import SECRET, authlib_client


@pytest.mark.parametrize(
    ("client_id", "secret", "method"),
    [
        ("app", SECRET, "client_secret_basic"),
        ("app", SECRET, "client_secret_post"),
        ("signed", CLIENT_KEY.as_pem(private=True).decode(), "private_key_jwt"),
        ("spa", None, "none"),
    ],
)
def test_every_kind_of_client_signs_somebody_in(
    simulator: Simulator, web_visitor: Visitor, client_id: str, secret: str | None, method: str
) -> None:
    with authlib_client(client_id, secret, method) as client:
        tokens = Application(op=simulator, client=client).sign_in(web_visitor)

    told = claims_of(tokens["id_token"])
    assert (told["aud"], told["nonce"], told["iss"]) == (client_id, "n-1", simulator.issuer)


def test_tokens_have_the_shape_of_keycloaks(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    tokens = application.sign_in(web_visitor)
    identity, access = claims_of(tokens["id_token"]), claims_of(tokens["access_token"])

    assert (header_of(tokens["id_token"])["typ"], header_of(tokens["access_token"])["typ"]) == (
        "JWT",
        "at+jwt",
    )
    assert (identity["typ"], access["typ"], claims_of(tokens["refresh_token"])["typ"]) == (
        "ID",
        "Bearer",
        "Refresh",
    )
    assert identity["sid"] == access["sid"] == tokens["session_state"]
    assert identity["azp"] == access["azp"] == "app"
    assert "client_id" not in access
    assert access["grants"] == ["onestop.counter@H17.08", "onestop.counter@H17.08.02"]


def test_answer_to_the_application_names_the_issuer_and_the_state(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    page = web_visitor.get(application.authorization_url(state="s-1"))
    given = answer(web_visitor.press(page, username="annv"))

    assert (given["iss"], given["state"]) == (simulator.issuer, "s-1")


def test_second_application_opens_without_asking_who(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    first = application.sign_in(web_visitor)
    with authlib_client("spa", None) as client:
        other = Application(op=simulator, client=client)
        second = other.redeem(answer(web_visitor.get(other.authorization_url(prompt="none"))))

    assert claims_of(first["id_token"])["sid"] == claims_of(second["id_token"])["sid"]


def test_silent_check_without_a_session_says_login_required(
    application: Application, web_visitor: Visitor
) -> None:
    given = answer(web_visitor.get(application.authorization_url(prompt="none")))

    assert given["error"] == "login_required"


@pytest.mark.parametrize(
    "asked", [{"prompt": "login"}, {"max_age": 0}, {"acr_values": "mfa"}, {"max_age": 60}]
)
def test_session_that_does_not_suffice_is_asked_again(
    simulator: Simulator,
    application: Application,
    web_visitor: Visitor,
    clock: HandClock,
    asked: dict[str, object],
) -> None:
    application.sign_in(web_visitor)
    clock.forward(61)
    page = web_visitor.get(application.authorization_url(**asked))
    assert page.status_code == 200

    told = claims_of(
        application.redeem(answer(web_visitor.press(page, username="annv")))["id_token"]
    )

    assert told["auth_time"] == simulator.now()
    assert told["acr"] == asked.get("acr_values", "1")


def test_userinfo_is_of_the_person(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    tokens = application.sign_in(web_visitor, "binhtt")
    told = application.client.get(simulator.document()["userinfo_endpoint"]).json()

    assert told["sub"] == claims_of(tokens["id_token"])["sub"]
    assert told["name"] == "Trần Thị Bình"


def test_refresh_brings_new_tokens_of_the_same_person(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    first = application.sign_in(web_visitor)
    second = application.client.refresh_token(simulator.document()["token_endpoint"])

    assert second["access_token"] != first["access_token"]
    assert claims_of(second["id_token"])["sub"] == claims_of(first["id_token"])["sub"]


def test_refresh_token_of_a_public_client_is_good_once(
    simulator: Simulator, web_visitor: Visitor
) -> None:
    with authlib_client("spa", None) as client:
        spa = Application(op=simulator, client=client)
        first = spa.sign_in(web_visitor)
        endpoint = simulator.document()["token_endpoint"]
        second = client.refresh_token(endpoint, refresh_token=first["refresh_token"])
        for token in (first["refresh_token"], second["refresh_token"]):
            with pytest.raises(OAuthError, match="invalid_grant"):
                client.refresh_token(endpoint, refresh_token=token)


def test_client_gets_a_token_in_its_own_name(
    simulator: Simulator, application: Application
) -> None:
    tokens = application.client.fetch_token(
        simulator.document()["token_endpoint"], grant_type="client_credentials"
    )

    assert claims_of(tokens["access_token"])["sub"] == "service-account-app"
    assert "refresh_token" not in tokens


def test_revoked_token_is_good_no_more(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    tokens = application.sign_in(web_visitor)
    told = simulator.document()
    client = application.client
    endpoint, revocation = told["introspection_endpoint"], told["revocation_endpoint"]
    assert client.introspect_token(endpoint, tokens["access_token"]).json()["active"] is True

    client.revoke_token(revocation, tokens["access_token"])
    client.revoke_token(revocation, tokens["refresh_token"])

    assert client.introspect_token(endpoint, tokens["access_token"]).json() == {"active": False}
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(told["token_endpoint"], refresh_token=tokens["refresh_token"])


def test_token_is_not_active_for_a_client_it_is_not_meant_for(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    tokens = application.sign_in(web_visitor)
    with authlib_client("files", "another-secret") as other:
        told = other.introspect_token(
            simulator.document()["introspection_endpoint"], tokens["access_token"]
        )

    assert told.json() == {"active": False}


def exchange(application: Application, token: str, **asked: str) -> httpx.Response:
    kind = "urn:ietf:params:oauth:token-type:access_token"
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": kind,
    }
    endpoint = application.op.document()["token_endpoint"]
    return httpx.post(endpoint, data=form | asked, auth=("app", SECRET), trust_env=False)


def test_token_is_exchanged_for_one_towards_a_module_it_calls(
    application: Application, web_visitor: Visitor
) -> None:
    held = application.sign_in(web_visitor)["access_token"]
    got = exchange(application, held, audience="files", scope="call:files").json()

    told = claims_of(got["access_token"])
    assert (told["aud"], told["azp"], told["sid"]) == ("files", "app", claims_of(held)["sid"])
    assert "refresh_token" not in got


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"audience": "files"}, "invalid_request"),
        ({"audience": "spa", "scope": "call:spa"}, "invalid_scope"),
        ({"audience": "spa"}, "invalid_request"),
        (
            {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
            "invalid_request",
        ),
    ],
)
def test_exchange_is_refused_as_keycloak_refuses_it(
    application: Application, web_visitor: Visitor, asked: dict[str, str], error: str
) -> None:
    held = application.sign_in(web_visitor)["access_token"]

    assert exchange(application, held, **asked).json()["error"] == error


def test_pushed_request_is_good_once(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    form = {
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "nonce": "n-1",
        "code_challenge": challenge_of(application.verifier),
        "code_challenge_method": "S256",
    }
    endpoint = simulator.document()["pushed_authorization_request_endpoint"]
    pushed = httpx.post(endpoint, data=form, auth=("app", SECRET), trust_env=False)
    assert pushed.status_code == 201
    address = f"{simulator.document()['authorization_endpoint']}?client_id=app"
    address += f"&request_uri={pushed.json()['request_uri']}"

    tokens = application.redeem(
        answer(web_visitor.press(web_visitor.get(address), username="annv"))
    )

    assert claims_of(tokens["id_token"])["nonce"] == "n-1"
    assert web_visitor.get(address).status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"request": "x"}, "request_not_supported"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"max_age": "old"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_bad_request_is_told_to_the_application(
    application: Application, web_visitor: Visitor, changed: dict[str, str], error: str
) -> None:
    url = httpx.URL(application.authorization_url()).copy_merge_params(changed)

    assert answer(web_visitor.get(str(url)))["error"] == error


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "nobody"},
        {"redirect_uri": ""},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://evil.example\\@localhost/"},
        {"redirect_uri": "http://localhost@evil.example/"},
        {"redirect_uri": "http://localhost.evil.example/"},
        {"redirect_uri": "http://localhost/#x"},
        {"redirect_uri": "javascript://localhost/"},
    ],
)
def test_request_without_a_trustworthy_way_back_stays_here(
    application: Application, web_visitor: Visitor, changed: dict[str, str]
) -> None:
    url = httpx.URL(application.authorization_url()).copy_merge_params(changed)

    assert web_visitor.get(str(url)).status_code == 400


def test_code_is_good_once_for_its_verifier_and_client(
    application: Application, web_visitor: Visitor
) -> None:
    page = web_visitor.get(application.authorization_url())
    given = answer(web_visitor.press(page, username="annv"))
    assert application.redeem(given)

    with pytest.raises(OAuthError, match="invalid_grant"):
        application.redeem(given)


def test_client_that_must_push_is_refused_otherwise(
    simulator: Simulator, web_visitor: Visitor
) -> None:
    simulator.clients["par"] = Client(client_id="par", secret=SECRET, require_par=True)
    with authlib_client("par", SECRET) as client:
        url = Application(op=simulator, client=client).authorization_url()

    assert web_visitor.get(url).status_code == 400


def test_request_may_be_posted(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    url = httpx.URL(application.authorization_url())
    page = web_visitor.http.post(f"{simulator.base}/auth", data=dict(url.params))

    assert application.redeem(answer(web_visitor.press(page, username="annv")))


def test_access_token_may_have_the_type_that_is_keycloaks_own(
    simulator: Simulator, web_visitor: Visitor
) -> None:
    simulator.clients["old"] = Client(client_id="old", secret=SECRET, access_token_type="JWT")
    with authlib_client("old", SECRET) as client:
        token = Application(op=simulator, client=client).sign_in(web_visitor)["access_token"]

    assert (header_of(token)["typ"], claims_of(token)["typ"]) == ("JWT", "Bearer")


def test_what_has_run_out_is_forgotten(
    simulator: Simulator, application: Application, web_visitor: Visitor, clock: HandClock
) -> None:
    application.sign_in(web_visitor)
    clock.forward(36_001)
    simulator.state.begin(simulator.people["binhtt"])

    kept = (simulator.state.sessions, simulator.state.codes, simulator.state.refreshes)
    assert [len(each) for each in kept] == [1, 0, 0]
