"""Sessions whose tokens are bound to a key of their own (RFC 9449)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from egov_kit.op import ProofKey, Rules
from egov_kit.rows.sql import Transactions
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Call, Reply, Simulator
from egov_kit.simulator.jose import claims_of, header_of
from egov_kit.tables import kit_attempt, kit_session
from egov_kit.web import cookies
from joserfc.jwk import import_key
from sqlalchemy import Table, select

from tests.support.op import HandClock
from tests.support.web import Browser


@pytest.fixture
def provider_rules() -> Rules:
    return Rules(dpop=True)


@pytest.fixture
def store(web_settings: Settings) -> Transactions:
    return Transactions(settings=web_settings, tenant="danang", module="onestop")


def rows(store: Transactions, table: Table) -> list[dict[str, object]]:
    with store.reading() as db:
        return [dict(row) for row in db.execute(select(table)).mappings()]


def proof_of(call: Call) -> tuple[str, dict[str, object]]:
    """The thumbprint of the key in the proof of a call, and what the proof says."""
    proof = call.headers["dpop"]
    return import_key(header_of(proof)["jwk"]).thumbprint(), claims_of(proof)


def test_code_and_tokens_are_bound_to_the_key_of_the_sign_in(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    assert browser.get("/mine").status_code == 200
    [pushed], [redeemed] = op.calls("par"), op.calls("token")
    thumbprint, said = proof_of(redeemed)
    assert pushed.form["dpop_jkt"] == thumbprint
    assert (said["htm"], said["htu"]) == ("POST", f"{op.base}/token")
    assert "ath" not in said


def test_every_session_has_a_key_of_its_own(
    browser: Browser, new_browser: Callable[[], Browser], op: Simulator
) -> None:
    browser.sign_in()
    new_browser().sign_in()
    assert len({proof_of(call)[0] for call in op.calls("token")}) == 2


def test_refresh_proves_the_same_key_anew(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(250)
    assert browser.get("/mine").status_code == 200
    (first, said), (second, again) = (proof_of(call) for call in op.calls("token"))
    assert (first, said["jti"]) != (second, again["jti"])
    assert first == second


def test_call_of_another_module_carries_a_proof(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    headers = browser.get("/headers").json
    scheme, _, token = headers["Authorization"].partition(" ")
    said = claims_of(headers["DPoP"])
    key = import_key(header_of(headers["DPoP"])["jwk"]).thumbprint()
    assert (scheme, said["htm"], said["htu"]) == ("DPoP", "GET", "http://127.0.0.1:9/units")
    assert claims_of(token)["cnf"] == {"jkt": key}
    assert len(said["ath"]) == 43
    assert "d" not in header_of(headers["DPoP"])["jwk"]


def test_key_is_sealed_in_the_rows_and_goes_with_the_session(
    browser: Browser, store: Transactions
) -> None:
    begun = browser.get("/mine")
    [attempt] = rows(store, kit_attempt)
    browser.callback(browser.at_provider(begun))
    [session] = rows(store, kit_session)
    for row in (attempt, session):
        with pytest.raises(ValueError, match="proof key"):
            ProofKey.of(str(row["dpop_key"]))
        assert str(row["dpop_key"]).count(".") == 4  # a JWE
    browser.post("/oidc/logout", {"csrf_token": browser.form_token("/oidc/logout")})
    assert rows(store, kit_session)[0]["dpop_key"] is None


def test_nonce_that_the_server_asks_for_is_given(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    op.switches.on("dpop-nonce-wanted")
    browser.sign_in()
    assert browser.get("/mine").status_code == 200
    assert [proof_of(call)[1].get("nonce") for call in op.calls("token")] == [None, op.state.nonce]
    clock.forward(250)
    assert browser.get("/mine").status_code == 200
    assert len(op.calls("token")) == 3  # it is known now


def test_new_nonce_is_followed(browser: Browser, op: Simulator, clock: HandClock) -> None:
    op.switches.on("dpop-nonce-wanted")
    browser.sign_in()
    op.state.nonce = "another"
    clock.forward(250)
    assert browser.get("/mine").status_code == 200
    assert proof_of(op.calls("token")[-1])[1]["nonce"] == "another"


def test_server_that_wants_ever_new_nonces_is_asked_twice(browser: Browser, op: Simulator) -> None:
    said = iter(range(100))

    def another(_call: Call) -> Reply:
        headers = {"DPoP-Nonce": f"n{next(said)}"}
        return Reply(status=400, body={"error": "use_dpop_nonce"}, headers=headers)

    op.replies["token"] = another
    assert browser.sign_in().status_code == 400
    assert len(op.calls("token")) == 2


@pytest.mark.parametrize("error", ["invalid_grant", "server_error", 7])
def test_other_refusal_that_brings_a_nonce_is_no_reason_to_ask_again(
    browser: Browser, op: Simulator, error: object
) -> None:
    headers = {"DPoP-Nonce": "n"}
    op.replies["token"] = Reply(status=400, body={"error": error}, headers=headers)
    assert browser.sign_in().status_code == 400
    assert len(op.calls("token")) == 1


@pytest.mark.parametrize("kind", ["Bearer", "bearer", "mac", ABSENT])
def test_tokens_that_are_not_bound_are_refused(
    browser: Browser, op: Simulator, kind: object
) -> None:
    op.changes["token"] = {"token_type": kind}
    assert browser.sign_in().status_code == 400
    assert cookies.SESSION not in browser.cookies()


@pytest.mark.parametrize("cnf", [ABSENT, {"jkt": "x"}, {}])
def test_token_bound_to_another_key_or_none_is_refused(
    browser: Browser, op: Simulator, cnf: object
) -> None:
    op.changes["access_token"] = {"cnf": cnf}
    assert browser.sign_in().status_code == 400


@pytest.mark.parametrize("offered", [ABSENT, [], ["RS256"], "ES256"])
def test_server_without_dpop_signs_nobody_in_where_it_is_wanted(
    browser: Browser, op: Simulator, offered: object
) -> None:
    op.changes["discovery"] = {"dpop_signing_alg_values_supported": offered}
    assert browser.get("/mine").status_code == 400
    assert op.calls("par") == op.calls("token") == []


def test_code_is_worth_nothing_to_another_key(browser: Browser, op: Simulator) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    code = op.state.codes[answer["code"]]
    code.asked = replace(code.asked, dpop_jkt=ProofKey.new().thumbprint)
    assert browser.callback(answer).status_code == 400


def test_no_key_and_no_proof_is_logged(
    browser: Browser, op: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    op.changes["token"] = {"token_type": "mac"}
    browser.sign_in()
    said = "".join(capsys.readouterr())
    assert "signin.refused" in said
    assert op.calls("token")[0].headers["dpop"] not in said
