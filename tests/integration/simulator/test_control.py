"""Faults, changes and sessions are switched by API and by the page."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import httpx
import pytest
from egov_idp.local.layout import ROOT
from egov_kit.simulator import Client, Loopback, Reply, Simulator
from egov_kit.simulator.__main__ import _parser
from egov_kit.simulator.control import ROUTES
from egov_kit.simulator.faults import FAULTS
from werkzeug.test import Client as WsgiClient

from tests.support._visitor import Application, Visitor

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def api(simulator: Simulator) -> Iterator[httpx.Client]:
    base = f"{simulator.origin}/_simulator"
    with httpx.Client(base_url=base, trust_env=False) as client:
        yield client


def discovery(simulator: Simulator) -> Any:  # noqa: ANN401 # any JSON
    return httpx.get(simulator.issuer + DISCOVERY, trust_env=False).json()


def test_every_fault_is_switched_by_the_api(simulator: Simulator, api: httpx.Client) -> None:
    for name in FAULTS:
        assert api.put(f"/faults/{name}", json={"times": 3}).status_code == 200
    told = api.get("/faults").json()
    assert [each["on"] for each in told.values()] == [{"left": 3, "only": []}] * len(FAULTS)

    for name in FAULTS:
        assert api.delete(f"/faults/{name}").status_code == 200
    assert simulator.switches.active() == {}


def test_fault_lasts_until_it_is_switched_off(simulator: Simulator, api: httpx.Client) -> None:
    api.put("/faults/discovery-issuer-other")
    assert [discovery(simulator)["issuer"] == simulator.issuer for _ in range(3)] == [False] * 3

    api.delete("/faults")
    assert discovery(simulator)["issuer"] == simulator.issuer


def test_fault_is_confined_to_the_places_that_are_named(
    simulator: Simulator, api: httpx.Client
) -> None:
    api.put("/faults/status-500", json={"only": ["keys"]})

    assert discovery(simulator)["issuer"] == simulator.issuer
    assert httpx.get(f"{simulator.base}/certs", trust_env=False).status_code == 500


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/faults/no-such-fault", "{}", 404),
        ("PUT", "/faults/expired", '{"times": 0}', 422),
        ("PUT", "/faults/expired", '{"times": true}', 422),
        ("PUT", "/faults/expired", '{"only": "id_token"}', 422),
        ("PUT", "/faults/expired", '{"only": ["keys"]}', 404),
        ("PUT", "/faults/expired", "{", 400),
        ("PUT", "/faults/expired", "[]", 400),
        ("PUT", "/changes/no-such-document", "{}", 404),
        ("PUT", "/changes/token", '{"add": {}}', 422),
        ("PUT", "/replies/no-such-endpoint", "{}", 404),
        ("PUT", "/replies/token", '{"colour": "red"}', 422),
        ("PUT", "/signed-in", '{"username": "nobody"}', 422),
        ("DELETE", "/sessions/nobody", "", 404),
        ("GET", "/nothing", "", 404),
    ],
)
def test_mistake_in_a_request_is_named(
    api: httpx.Client, method: str, path: str, body: str, status: int
) -> None:
    answer = api.request(method, path, content=body)

    assert (answer.status_code, len(answer.json()["title"]) > 10) == (status, True)


def test_member_of_a_document_is_changed_or_left_out(
    simulator: Simulator, api: httpx.Client
) -> None:
    api.put("/changes/discovery", json={"set": {"x": 1}, "remove": ["userinfo_endpoint"]})
    told = discovery(simulator)
    assert told["x"] == 1
    assert "userinfo_endpoint" not in told

    api.delete("/changes/discovery")
    assert discovery(simulator) == simulator.document()


def test_answer_is_replaced(simulator: Simulator, api: httpx.Client) -> None:
    api.put("/replies/keys", json={"status": 418, "body": "tea", "media_type": "text/plain"})
    answer = httpx.get(f"{simulator.base}/certs", trust_env=False)
    assert (answer.status_code, answer.text) == (418, "tea")

    api.delete("/replies/keys")
    assert httpx.get(f"{simulator.base}/certs", trust_env=False).status_code == 200


def test_calls_can_be_read_back(simulator: Simulator, api: httpx.Client) -> None:
    discovery(simulator)
    [call] = api.get("/calls", params={"endpoint": "discovery"}).json()["calls"]

    assert (call["method"], call["path"]) == ("GET", f"/realms/danang{DISCOVERY}")


def test_somebody_is_signed_in_without_being_asked(
    simulator: Simulator, api: httpx.Client, application: Application, web_visitor: Visitor
) -> None:
    api.put("/signed-in", json={"username": "binhtt"})
    assert web_visitor.get(application.authorization_url()).status_code == 303

    api.delete("/signed-in")
    assert web_visitor.get(application.authorization_url()).status_code == 200


def test_key_is_rotated_and_withdrawn(simulator: Simulator, api: httpx.Client) -> None:
    kid = api.post("/keys").json()["kid"]
    assert kid in published(simulator)

    api.delete(f"/keys/{kid}")
    assert kid not in published(simulator)


def published(simulator: Simulator) -> list[str]:
    answer = httpx.get(f"{simulator.base}/certs", trust_env=False)
    return [each["kid"] for each in answer.json()["keys"]]


def test_ended_session_is_told_to_its_applications(
    simulator: Simulator, api: httpx.Client, application: Application, web_visitor: Visitor
) -> None:
    receiver = Loopback(lambda _call: Reply(body=b""))
    url = f"http://app.localhost:{receiver.port}/backchannel"
    simulator.clients["app"] = Client(
        client_id="app", secret="a-secret-of-the-app", backchannel_logout_uri=url
    )
    application.sign_in(web_visitor)
    [session] = api.get("/sessions").json()["sessions"]
    told = api.delete(f"/sessions/{session['sid']}").json()["deliveries"]
    receiver.close()

    assert told == [{"client_id": "app", "url": url, "status": 200}]
    assert api.get("/deliveries").json()["deliveries"] == told
    assert receiver.calls[0].headers["host"] == f"app.localhost:{receiver.port}"
    assert api.get("/sessions").json()["sessions"] == []


def test_reset_forgets_everything(
    simulator: Simulator, api: httpx.Client, application: Application, web_visitor: Visitor
) -> None:
    application.sign_in(web_visitor)
    api.put("/faults/expired")
    api.post("/keys")
    api.post("/reset")

    told = api.get("/status").json()
    assert (told["faults"], told["signed_in"]) == ({}, None)
    assert api.get("/sessions").json()["sessions"] == []
    assert len(published(simulator)) == 4


def test_page_of_another_origin_switches_nothing(simulator: Simulator, api: httpx.Client) -> None:
    foreign = {"Origin": "https://evil.example"}

    assert api.post("/", data={"on": "expired"}, headers=foreign).status_code == 403
    assert api.put("/faults/expired", headers=foreign).status_code == 403
    assert simulator.switches.active() == {}


def test_name_that_is_not_of_this_machine_is_answered_nothing(simulator: Simulator) -> None:
    answer = httpx.get(
        simulator.issuer + DISCOVERY, headers={"Host": "evil.example"}, trust_env=False
    )

    assert answer.status_code == 421


def test_every_fault_is_switched_by_the_page(simulator: Simulator, web_visitor: Visitor) -> None:
    address = f"{simulator.origin}/_simulator/"
    page = web_visitor.get(address)
    for name in FAULTS:
        assert f'<option value="{name}">' in page.text
        assert web_visitor.press(page, on=name, times="2").status_code == 303
    assert {each.left for each in simulator.switches.active().values()} == {2}

    page = web_visitor.get(address)
    for name in FAULTS:
        assert web_visitor.press(page, off=name).status_code == 303
    assert simulator.switches.active() == {}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["0", "-1", "two", "²"])
def test_number_that_is_none_is_named_on_the_page(
    simulator: Simulator, language: str, typed: str
) -> None:
    with Visitor(language) as visitor:
        page = visitor.get(f"{simulator.origin}/_simulator/")
        answer = visitor.press(page, on="expired", times=typed)

    message = {"vi": "số nguyên lớn hơn 0", "en": "whole number above 0"}[language]
    assert answer.status_code == 422
    assert message in answer.text
    assert simulator.switches.active() == {}


def test_page_ends_a_session(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    sid = application.sign_in(web_visitor)["session_state"]
    page = web_visitor.get(f"{simulator.origin}/_simulator/")
    web_visitor.press(page, end=sid)

    assert simulator.state.sessions == {}


def test_language_that_was_chosen_is_kept(simulator: Simulator, web_visitor: Visitor) -> None:
    address = f"{simulator.origin}/_simulator/"
    assert "What goes wrong" in web_visitor.get(address).text
    web_visitor.get(address + "?lang=vi")

    assert "Những gì sai lệch" in web_visitor.get(address).text


def test_user_name_nobody_has_is_named_and_kept(
    application: Application, web_visitor: Visitor
) -> None:
    page = web_visitor.get(application.authorization_url())
    answer = web_visitor.press(page, username="<nobody>")

    assert answer.status_code == 422
    assert 'value="&lt;nobody&gt;"' in answer.text


def test_refusal_on_the_page_is_told_to_the_application(
    application: Application, web_visitor: Visitor
) -> None:
    page = web_visitor.get(application.authorization_url())

    assert "error=access_denied" in web_visitor.press(page, refuse="1").headers["Location"]


def test_wsgi_app_answers_without_a_server(simulator: Simulator) -> None:
    browser = WsgiClient(simulator.wsgi)
    answer = browser.get(f"/realms/danang{DISCOVERY}", base_url=simulator.origin)
    assert answer.json == simulator.document()

    simulator.switches.on("down", times=1)
    assert browser.get(f"/realms/danang{DISCOVERY}", base_url=simulator.origin).status_code == 502


def test_reference_names_every_request_and_every_fault() -> None:
    page = (ROOT / "docs/reference/simulator.md").read_text(encoding="utf-8")

    assert [each for each in ROUTES if f"`{each}`" not in page] == []
    assert [
        name
        for name, fault in FAULTS.items()
        if f"| `{name}` | {fault.what} | {fault.breaks or '–'} |" not in page
    ] == []


def test_reference_names_every_option_and_every_member_of_a_client() -> None:
    page = (ROOT / "docs/reference/simulator.md").read_text(encoding="utf-8")
    options = [o for a in _parser()._actions for o in a.option_strings if o.startswith("--")]

    assert [each for each in options if f"`{each}" not in page and each != "--help"] == []
    assert [f.name for f in fields(Client) if f"| `{f.name}` |" not in page] == []
