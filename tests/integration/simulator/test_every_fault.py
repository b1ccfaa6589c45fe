"""Every fault of the simulator against a module on the kit, and every variant that breaks no rule.

A refusal answers 400, or 503 where trying again may help; it makes no session and ends none.
"""

import pytest
from egov_kit.host import Host
from egov_kit.simulator import Simulator
from egov_kit.simulator.faults import FAULTS
from egov_kit.web import cookies
from werkzeug.test import Client

from tests.support.op import HandClock
from tests.support.web import Browser

# What only matters to who has asked for it: shown in test_id_token.
ASKED_FOR = {"acr-other", "acr-missing", "auth-time-old", "auth-time-missing"}
# What our own rules ask beyond the standards, or what discovery must not widen but may say.
STRICTER = {
    ("typ-missing", "access_token"): False,  # RFC 9068 asks it of access tokens
    ("kid-missing", "id_token"): True,  # one key is published, so there is no doubt
    ("kid-missing", "access_token"): True,
    ("kid-missing", "logout_token"): True,
    ("discovery-pkce-plain", "discovery"): True,  # S256 is sent all the same
    ("code-replayed", "authorization"): True,  # there was no answer before
    ("answer-replayed", "authorization"): True,
    ("tokens-replayed", "token"): True,
    ("issued-type-other", "token"): True,  # of an exchange
    ("error-access-denied", "authorization"): False,
    ("error-server", "authorization"): False,
    ("jti-missing", "access_token"): False,
    ("logout-sid-unknown", "logout_token"): True,  # nothing to end (2.7)
}


def cases(*places: str) -> list[tuple[str, str, bool]]:
    """A slow answer takes the whole time limit: those are shown in test_transport."""
    return [
        (name, place, good(name, place))
        for name, fault in FAULTS.items()
        for place in fault.at
        if place in places and fault.kind != "behaviour" and not name.startswith("slow")
    ]


def good(name: str, place: str) -> bool:
    fault = FAULTS[name]
    if fault.kind == "answer":
        return False
    return STRICTER.get((name, place), fault.breaks is None or name in ASKED_FOR)


SIGN_IN = cases("discovery", "keys", "authorization", "token", "id_token", "access_token")


@pytest.mark.parametrize(("name", "place", "taken"), SIGN_IN)
def test_sign_in(browser: Browser, op: Simulator, name: str, place: str, taken: bool) -> None:
    op.switches.on(name, only=(place,))
    answer = begun(browser)

    assert (answer in (302, 303)) is taken
    assert answer in ({403} if name == "error-access-denied" else {302, 303, 400, 503})
    assert (cookies.SESSION in browser.cookies()) is taken


def begun(browser: Browser) -> int:
    """The status at which a sign-in ends, wherever it does."""
    first = browser.get("/mine")
    if first.status_code != 302:
        return first.status_code
    return browser.callback(browser.at_provider(first)).status_code


@pytest.mark.parametrize(("name", "place", "taken"), cases("logout_token"))
def test_logout_token(
    browser: Browser, host: Host, op: Simulator, name: str, place: str, taken: bool
) -> None:
    browser.sign_in()
    op.switches.on(name, only=(place,))
    token = op.issue("logout_token", op.logout_token_claims(), "onestop")
    answer = Client(host.internal).post(
        "/onestop/oidc/backchannel-logout", data={"logout_token": token}
    )

    assert answer.status_code == (200 if taken else 400)


WIRE = [(name, place) for name, place, _ in cases("token") if FAULTS[name].kind == "answer"]
REFRESH = [(name, "refresh") for name, fault in FAULTS.items() if fault.at == ("refresh",)]


@pytest.mark.parametrize(("name", "place"), WIRE + REFRESH)
def test_session_outlives_a_refresh_that_goes_wrong(
    browser: Browser, op: Simulator, clock: HandClock, name: str, place: str
) -> None:
    browser.sign_in()
    clock.forward(250)
    op.switches.on(name, only=(place,))

    assert browser.get("/mine").json["name"] == "Nguyễn Văn An"  # type: ignore[index]
