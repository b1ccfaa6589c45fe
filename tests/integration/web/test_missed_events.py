"""Security events that were kept for a module while it was away (RFC 8936)."""

from collections.abc import Callable

import pytest
from egov_kit.host import Host
from egov_kit.settings import Settings
from egov_kit.simulator import Client, Reply, Simulator
from egov_kit.simulator.events import tell
from egov_kit.simulator.jose import claims_of

from tests.support.op import CLIENT_KEY
from tests.support.web import Browser


@pytest.fixture
def web_settings(web_settings: Settings) -> Settings:
    danang = web_settings.tenants["danang"].model_copy(update={"events_poll": "/events/poll"})
    return web_settings.model_copy(update={"tenants": {**web_settings.tenants, "danang": danang}})


@pytest.fixture
def happened(op: Simulator) -> Callable[..., None]:
    """Something happens to the person who signs in, and the module is not there to hear of it."""

    def happen(kind: str = "session-revoked", sid: str | None = None) -> None:
        (person,) = op.people.values()
        assert tell(op, op.clients["onestop"], kind, person, sid) is None

    return happen


def waiting(op: Simulator) -> int:
    return len(op.state.events.get("onestop", {}))


@pytest.mark.parametrize("kind", ["session-revoked", "account-disabled"])
def test_what_was_missed_ends_the_session(
    browser: Browser, host: Host, op: Simulator, happened: Callable[..., None], kind: str
) -> None:
    browser.sign_in()
    happened(kind)

    assert browser.get("/mine").status_code == 200
    assert host.missed.ask()
    assert browser.get("/mine").status_code == 302
    assert waiting(op) == 0


def test_event_about_another_session_ends_no_other(
    browser: Browser, host: Host, happened: Callable[..., None]
) -> None:
    browser.sign_in()
    happened(sid="another")

    assert host.missed.ask()
    assert browser.get("/mine").status_code == 200


def test_all_are_taken_however_many(
    host: Host, op: Simulator, happened: Callable[..., None]
) -> None:
    for number in range(120):
        happened(sid=f"session {number}")

    assert host.missed.ask()
    assert waiting(op) == 0


def test_event_that_is_not_good_is_refused_and_the_next_one_obeyed(
    browser: Browser, host: Host, op: Simulator, happened: Callable[..., None]
) -> None:
    browser.sign_in()
    op.changes["security_event"] = {"aud": "somebody-else"}
    happened()
    del op.changes["security_event"]
    happened("account-disabled")

    assert host.missed.ask()
    assert waiting(op) == 0
    assert browser.get("/mine").status_code == 302
    assert '"err": "invalid_audience"' in op.calls("events")[-1].body


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=503),
        Reply(status=401),
        Reply(drop=True),
        Reply(body={"sets": ["a"]}),
        Reply(body={"sets": {"a": 1}}),
        Reply(body={"sets": {str(n): "a" for n in range(51)}}),
        Reply(body=b"{", media_type="application/json"),
        Reply(body=b"{}", media_type="text/html"),
        Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}),
    ],
    ids=lambda reply: f"{reply.status} {str(reply.body)[:20]}",
)
def test_who_cannot_be_asked_is_asked_again(
    browser: Browser, host: Host, op: Simulator, happened: Callable[..., None], reply: Reply
) -> None:
    browser.sign_in()
    happened()
    op.replies["events"] = reply
    assert not host.missed.ask()
    assert browser.get("/mine").status_code == 200

    del op.replies["events"]
    assert host.missed.ask()
    assert browser.get("/mine").status_code == 302


def test_module_says_who_it_is_to_that_address_alone(
    host: Host, op: Simulator, happened: Callable[..., None]
) -> None:
    happened()
    assert host.missed.ask()
    proof = op.calls("events")[0].headers["authorization"].removeprefix("Bearer ")

    assert claims_of(proof)["aud"] == f"{op.issuer}/events/poll"
    assert claims_of(proof)["iss"] == "onestop"


def test_events_of_another_application_are_not_given(
    host: Host, op: Simulator, happened: Callable[..., None]
) -> None:
    (person,) = op.people.values()
    tell(op, op.clients["portal"], "session-revoked", person)

    assert host.missed.ask()
    assert len(op.state.events["portal"]) == 1


def test_stranger_is_given_nothing(
    op: Simulator, host: Host, happened: Callable[..., None]
) -> None:
    published = {"keys": [CLIENT_KEY.as_dict(private=False)]}
    happened()
    op.clients["onestop"] = Client(client_id="onestop", secret="a-secret-instead")
    assert not host.missed.ask()
    assert waiting(op) == 1

    op.clients["onestop"] = Client(client_id="onestop", jwks=published)
    assert host.missed.ask()


def test_module_that_was_told_no_address_asks_nobody(
    host: Host, web_settings: Settings, op: Simulator
) -> None:
    assert web_settings.tenants["quang-nam"].events_poll is None
    assert host.missed.ask()
    assert {call.path for call in op.calls("events")} == {"/realms/danang/events/poll"}
