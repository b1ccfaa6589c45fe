"""Calls of another module in the name of whoever is signed in."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from egov_kit import calling
from egov_kit.calls import Exchanged
from egov_kit.errors import CallRefused
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.op.connections import MAX_BYTES
from egov_kit.settings import Settings
from egov_kit.simulator import Call, Loopback, Reply, Simulator

from tests.support.web import Browser

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SCRIPT = {"Accept": "application/json"}


class Documents:
    """The other module: it answers what a test says."""

    def __init__(self) -> None:
        self.reply = Reply(body={"done": True})
        self.server = Loopback(lambda _call: self.reply)

    @property
    def calls(self) -> list[Call]:
        return self.server.calls


@pytest.fixture
def documents() -> Iterator[Documents]:
    served = Documents()
    yield served
    calling.close_all()
    served.server.close()


@pytest.fixture
def wsgi(
    host: Host, desk: Module, web_settings: Settings, documents: Documents, framework: str,
    request: pytest.FixtureRequest,
) -> Callable[..., Any]:  # fmt: skip
    """The desk, which knows where the other module is."""
    apis = {"egov-idp": f"http://127.0.0.1:{documents.server.port}/documents/"}
    settings = web_settings.model_copy(update={"apis": apis})
    if framework == "flask":
        return Host(settings, [desk], providers=host._providers, now=host._now).public
    request.getfixturevalue("city")
    from django.core.handlers.wsgi import WSGIHandler
    from egov_kit.django import oidc

    oidc.start(module=desk, settings=settings, providers=host._providers, now=host._now)
    made: Callable[..., Any] = WSGIHandler()
    return made


def test_call_carries_json_and_a_token_made_for_that_module_alone(
    browser: Browser, op: Simulator, documents: Documents
) -> None:
    browser.sign_in()
    answer = browser.get("/call/egov-idp")
    assert answer.json == {"status": 200, "said": {"done": True}}
    [call] = documents.calls
    assert (call.method, call.path) == ("POST", "/documents/send")
    assert json.loads(call.body) == {"to": "H17"}
    [exchange] = [c for c in op.calls("token") if "subject_token" in c.form]
    assert exchange.form["audience"] == "egov-idp"
    scheme, token = call.headers["authorization"].split(" ")
    assert (scheme, token == exchange.form["subject_token"]) == ("Bearer", False)


def test_status_of_the_other_module_is_the_views_to_judge(
    browser: Browser, documents: Documents
) -> None:
    browser.sign_in()
    documents.reply = Reply(status=409, body={"why": "there already"})
    told = browser.get("/call/egov-idp")
    assert told.json == {"status": 409, "said": {"why": "there already"}}


def test_redirect_is_not_followed(browser: Browser, op: Simulator, documents: Documents) -> None:
    browser.sign_in()
    documents.reply = Reply(status=302, headers={"Location": op.origin}, body={})
    before = len(op.calls())
    assert browser.get("/call/egov-idp").json == {"status": 302, "said": {}}
    assert len(documents.calls) == 1
    assert len([c for c in op.calls()[before:] if "subject_token" not in c.form]) == 0


def json_of(size: int) -> Reply:
    return Reply(body=b'"' + b"a" * (size - 2) + b'"', media_type="application/json")


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (json_of(MAX_BYTES), 200, None),
        (json_of(MAX_BYTES + 1), 502, "callee_misbehaved"),
        (Reply(body=b"{}", media_type="text/html"), 502, "callee_misbehaved"),
        (Reply(body=b"{", media_type="application/json"), 502, "callee_misbehaved"),
        (Reply(drop=True), 503, "callee_unreachable"),
        pytest.param(Reply(stall=20), 503, "callee_unreachable", marks=pytest.mark.deep),
        pytest.param(Reply(trickle=1), 503, "callee_unreachable", marks=pytest.mark.deep),
    ],
    ids=["largest", "too long", "no JSON", "half", "dropped", "slow", "drop by drop"],
)  # fmt: skip
def test_answer_that_is_of_no_use_is_an_error_and_the_session_lives(
    browser: Browser, documents: Documents, reply: Reply, status: int, code: str | None
) -> None:
    browser.sign_in()
    documents.reply = reply
    answer = browser.script("GET", "/call/egov-idp", **SCRIPT)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json.get("code") == code
    assert len(documents.calls) == 1  # nothing is sent twice
    assert browser.get("/mine").status_code == 200


def test_module_that_is_not_named_is_not_called(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    answer = browser.script("GET", "/call/portal", **SCRIPT)
    assert (answer.status_code, (answer.json or {})["code"]) == (500, "call_undeclared")
    assert [c for c in op.calls("token") if "subject_token" in c.form] == []


def test_module_without_an_address_is_not_called(
    host: Host, desk: Module, web_settings: Settings, op: Simulator
) -> None:
    settings = web_settings.model_copy(update={"apis": {}})
    nowhere = Host(settings, [desk], providers=host._providers, now=host._now)
    browser = Browser(nowhere.public, op)
    browser.sign_in()
    answer = browser.script("GET", "/call/egov-idp", **SCRIPT)
    assert (answer.status_code, (answer.json or {})["code"]) == (500, "callee_unknown")
    assert [c for c in op.calls("token") if "subject_token" in c.form] == []


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (Reply(status=403, body={"error": "access_denied"}), 502, "call_refused"),
        (Reply(status=500), 503, "provider_unreachable"),
    ],
    ids=["refused", "down"],
)
def test_call_without_a_token_is_not_made(
    browser: Browser, op: Simulator, documents: Documents, reply: Reply, status: int, code: str
) -> None:
    browser.sign_in()
    op.replies["token"] = reply
    answer = browser.script("GET", "/call/egov-idp", **SCRIPT)
    assert (answer.status_code, (answer.json or {})["code"]) == (status, code)
    assert documents.calls == []


def test_threads_that_want_the_same_token_share_one_exchange() -> None:
    exchanged, asked, all_here = Exchanged(), [], threading.Event()

    def exchange() -> tuple[str, datetime]:
        all_here.wait(10)
        asked.append(1)
        return "token", NOW + timedelta(minutes=5)

    with ThreadPoolExecutor(8) as pool:
        running = [
            pool.submit(exchanged.get, ("person", "documents"), NOW, exchange) for _ in range(8)
        ]
        all_here.set()
        assert {each.result(10) for each in running} == {"token"}
    assert len(asked) == 1


def test_failed_exchange_is_told_to_each_thread_and_tried_again_by_the_next() -> None:
    exchanged, all_here = Exchanged(), threading.Event()

    def fail() -> tuple[str, datetime]:
        all_here.wait(10)
        raise CallRefused("no")

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(exchanged.get, ("a", "b"), NOW, fail) for _ in range(4)]
        all_here.set()
        errors = [each.exception(10) for each in running]
    assert all(isinstance(each, CallRefused) for each in errors)
    assert len({id(each) for each in errors}) == 4
    good = exchanged.get(("a", "b"), NOW, lambda: ("token", NOW + timedelta(minutes=5)))
    assert good == "token"
