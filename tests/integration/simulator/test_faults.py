"""Every fault of the table is switched on and seen on the wire, and only there."""

import json
import time

import httpcore
import httpx
import pytest
from egov_kit.simulator import Client, Loopback, Reply, Simulator
from egov_kit.simulator.errors import SwitchUnknown
from egov_kit.simulator.faults import FAULTS
from egov_kit.simulator.jose import claims_of, header_of, key, verifies

from tests.support._visitor import CALLBACK, Application, Visitor, answer
from tests.support.op import HandClock

KINDS = {kind: [n for n, f in FAULTS.items() if f.kind == kind] for kind in ("document", "answer")}
TOKEN_FAULTS = [
    (name, place)
    for name, fault in FAULTS.items()
    for place in fault.at
    if fault.kind in ("document", "signature") and place in ("id_token", "access_token")
]
DOCUMENT_FAULTS = [
    (name, fault.at[0])
    for name, fault in FAULTS.items()
    if fault.kind == "document" and not fault.at[0].endswith("_token")
]
LOGOUT_FAULTS = [name for name, fault in FAULTS.items() if "logout_token" in fault.at]
# Two of its answers must differ for a replay to be seen.
AGAIN = {"code-replayed", "answer-replayed", "tokens-replayed"}


def sign_in(application: Application, visitor: Visitor) -> dict[str, str]:
    """The tokens of a sign-in as they came, asked for and redeemed without any check."""
    given = answer(visitor.get(application.authorization_url(state="s-1")))
    op, (name, secret) = application.op, ("app", "a-secret-of-the-app")
    form = {
        "grant_type": "authorization_code",
        "code": given["code"],
        "redirect_uri": CALLBACK,
        "code_verifier": application.verifier,
    }
    token_endpoint = f"{op.base}/token"
    told = httpx.post(token_endpoint, data=form, auth=(name, secret), trust_env=False).json()
    return {str(key): value for key, value in told.items()}


@pytest.fixture
def signed_in(simulator: Simulator) -> Simulator:
    simulator.sign_in(simulator.people["annv"])
    return simulator


@pytest.mark.parametrize(("name", "kind"), TOKEN_FAULTS)
def test_fault_is_in_the_next_token_and_in_no_other(
    signed_in: Simulator,
    application: Application,
    web_visitor: Visitor,
    clock: HandClock,
    name: str,
    kind: str,
) -> None:
    good = sign_in(application, web_visitor)[kind]
    signed_in.switches.on(name, times=1, only=(kind,))
    bad = sign_in(application, web_visitor)[kind]
    again = sign_in(application, web_visitor)[kind]

    assert shape(bad) != shape(good)
    if name != "key-rotated":  # the new key stays
        assert shape(again) == shape(good)


def shape(token: str) -> object:
    """A token without what differs each time."""
    changing = {"jti": "some", "at_hash": "some"}
    claims = {name: changing.get(name, value) for name, value in claims_of(token).items()}
    signed = token.rpartition(".")[2]
    at_hash = claims_of(token).get("at_hash")
    return (
        header_of(token),
        claims,
        len(signed),
        at_hash == "77QmUPtjPfzWtF2AnpK9RQ" or at_hash is None,
        _good(token),
    )


def _good(token: str) -> bool:
    return verifies(token, key("sim-rs256"), "RS256")


@pytest.mark.parametrize(("name", "document"), DOCUMENT_FAULTS)
def test_fault_is_in_the_next_document_and_in_no_other(
    signed_in: Simulator, application: Application, web_visitor: Visitor, name: str, document: str
) -> None:
    ask = ASK[document]
    good = ask(application, web_visitor)
    signed_in.switches.on(name, times=1)
    bad, again = ask(application, web_visitor), ask(application, web_visitor)

    if name in AGAIN:
        member = "access_token" if document == "token" else "code"
        before, replayed, fresh = (dict(each)[member] for each in (good, bad, again))
        assert before == replayed != fresh
    else:
        assert names(bad) != names(good) or bad ^ good
        assert names(again) == names(good)


def members(fields: object) -> set[tuple[str, str]]:
    assert isinstance(fields, dict)
    return {(str(n), json.dumps(v)) for n, v in fields.items() if n != "session_state"}


def names(found: set[tuple[str, str]]) -> set[str]:
    return {name for name, _ in found}


def _authorization(application: Application, visitor: Visitor) -> set[tuple[str, str]]:
    url = application.authorization_url()
    response = visitor.get(url)
    query = httpx.URL(response.headers["Location"]).params
    return members(dict(query.items()))


def _token(application: Application, visitor: Visitor) -> set[tuple[str, str]]:
    return members(
        {n: v for n, v in sign_in(application, visitor).items() if n not in ("scope", "expires")}
    )


def _par(application: Application, _visitor: Visitor) -> set[tuple[str, str]]:
    url = httpx.URL(application.authorization_url())
    sent = httpx.post(
        f"{application.op.base}/ext/par/request",
        data=dict(url.params),
        auth=("app", "a-secret-of-the-app"),
        trust_env=False,
    )
    return members(sent.json())


def _get(path: str) -> object:
    def ask(application: Application, _visitor: Visitor) -> set[tuple[str, str]]:
        return members(httpx.get(application.op.issuer + path, trust_env=False).json())

    return ask


def _userinfo(application: Application, visitor: Visitor) -> set[tuple[str, str]]:
    token = sign_in(application, visitor)["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return members(
        httpx.get(f"{application.op.base}/userinfo", headers=headers, trust_env=False).json()
    )


def _introspection(application: Application, visitor: Visitor) -> set[tuple[str, str]]:
    token = sign_in(application, visitor)["access_token"]
    told = httpx.post(
        f"{application.op.base}/token/introspect",
        data={"token": token},
        auth=("app", "a-secret-of-the-app"),
        trust_env=False,
    ).json()
    return members({name: value for name, value in told.items() if name != "jti"})


ASK = {
    "discovery": _get("/.well-known/openid-configuration"),
    "keys": _get("/protocol/openid-connect/certs"),
    "authorization": _authorization,
    "token": _token,
    "userinfo": _userinfo,
    "introspection": _introspection,
    "par": _par,
}


@pytest.mark.parametrize("name", LOGOUT_FAULTS)
def test_fault_is_in_the_next_logout_token(simulator: Simulator, name: str) -> None:
    fault = FAULTS[name]
    received: list[str] = []

    def take(call: object) -> Reply:
        received.append(call.form["logout_token"])  # type: ignore[attr-defined]
        return Reply(body=b"")

    application = Loopback(take)
    url = f"http://127.0.0.1:{application.port}/logout"
    simulator.clients["told"] = Client(client_id="told", secret="x", backchannel_logout_uri=url)
    for faulty in (False, True):
        session = simulator.state.begin(simulator.people["annv"], sid="the-session")
        session.clients.add("told")
        if faulty:
            simulator.switches.on(name, times=1, only=("logout_token",))
        httpx.delete(f"{simulator.origin}/_simulator/sessions/the-session", trust_env=False)
    application.close()

    good, bad = received[0], received[1:]
    assert header_of(good)["typ"] == "logout+jwt"
    if name == "logout-untold":
        assert bad == []
    elif name == "logout-twice":
        assert bad[0] == bad[1]
    else:
        assert shape(bad[0]) != shape(good)
    assert fault.what


SHOWN = {
    "down": lambda got: got is None,
    "status-500": lambda got: got.status == 500,
    "status-503": lambda got: got.status == 503,
    "status-429": lambda got: got.status == 429,
    "status-404": lambda got: got.status == 404,
    "redirect": lambda got: got.status == 307,
    "huge": lambda got: len(got.content) > 9_000_000,
    "html": lambda got: got.content.startswith(b"<html"),
    "wrong-type": lambda got: b"text/plain" in dict(got.headers)[b"Content-Type"],
    "not-json": lambda got: got.content.startswith(b"{") and not got.content.endswith(b"}"),
    "empty": lambda got: got.content == b"",
    "not-object": lambda got: got.content.startswith(b"[{"),
    "duplicate-members": lambda got: got.content.count(b'"issuer"') == 2,
    "deep-nesting": lambda got: got.content.count(b"[") == 20_000,
    "not-utf8": lambda got: b"\xff" in got.content,
}


@pytest.mark.parametrize("name", [n for n in KINDS["answer"] if not n.startswith("slow")])
def test_answer_is_spoilt_on_the_wire(simulator: Simulator, name: str) -> None:
    simulator.switches.on(name, times=1)
    with httpcore.ConnectionPool() as pool:
        url = f"{simulator.issuer}/.well-known/openid-configuration"
        try:
            got = pool.request("GET", url)
        except httpcore.RemoteProtocolError:
            got = None
        again = pool.request("GET", url)

    assert SHOWN[name](got)
    assert json.loads(again.content)["issuer"] == simulator.issuer


@pytest.mark.parametrize("name", ["slow", "slow-drip"])
def test_slow_answer_outlasts_who_waits_for_it(simulator: Simulator, name: str) -> None:
    simulator.switches.on(name)
    began = time.monotonic()
    url = f"{simulator.issuer}/.well-known/openid-configuration"
    with pytest.raises(httpcore.ReadTimeout), httpcore.ConnectionPool() as pool:
        pool.request("GET", url, extensions={"timeout": {"read": 0.2}})

    assert time.monotonic() - began >= 0.2


def test_forged_key_lies_where_the_header_says(signed_in: Simulator) -> None:
    signed_in.switches.on("key-by-jku")
    token = signed_in.issue("access_token", {"sub": "x"}, "app")
    [published] = httpx.get(header_of(token)["jku"], trust_env=False).json()["keys"]

    assert published["kid"] == "attacker"


def test_fault_that_does_not_exist_is_refused(simulator: Simulator) -> None:
    with pytest.raises(SwitchUnknown, match="no fault 'wrong'"):
        simulator.switches.on("wrong")
    with pytest.raises(SwitchUnknown, match="no place 'keys'"):
        simulator.switches.on("nonce-other", only=("keys",))


def test_every_fault_says_what_it_does_and_has_a_name_of_its_own() -> None:
    assert len({fault.what for fault in FAULTS.values()}) == len(FAULTS)
    assert [name for name, fault in FAULTS.items() if not fault.at or not fault.what] == []
