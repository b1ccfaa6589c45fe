"""A province changes its sign-in server: the old one is trusted until a moment, and then not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from egov_kit.errors import IssuerInvalid
from egov_kit.flask.app import build
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.op import Provider, Providers
from egov_kit.settings import FormerServer, Settings
from egov_kit.simulator import ABSENT, Simulator
from pydantic import ValidationError
from werkzeug.test import Client

from tests.support.op import PERSON, HandClock, provider_of, simulated
from tests.support.web import Browser

HANOI = timezone(timedelta(hours=7))
HOUR = 3600
WHO = "/api/whoami"


class _Both(Providers):
    """The providers of two simulated servers."""

    def __init__(
        self, settings: Settings, servers: tuple[Simulator, ...], clock: HandClock
    ) -> None:
        super().__init__(settings)
        self._present = {name: each.issuer for name, each in settings.tenants.items()}
        self._servers = {each.issuer: each for each in servers}
        self._clock = clock

    def get(self, tenant: str, module: str, issuer: str | None = None) -> Provider:
        name = issuer or self._present[tenant]
        key = (tenant, name, module)
        if key not in self._providers:
            self._providers[key] = provider_of(
                self._servers[name], client_id=module, clock=self._clock, tenant=tenant
            )
        return self._providers[key]

    def close(self) -> None:
        for each in self._providers.values():
            each.close()


@dataclass(frozen=True, kw_only=True)
class Change:
    """Before and after the change, at the same store and the same clock."""

    old: Simulator
    new: Simulator
    before: Host
    after: Host
    clock: HandClock

    def signed_in_before(self) -> Browser:
        """Somebody who signed in at the old server, at the module as it is now."""
        there = Browser(self.before.public, self.old)
        there.sign_in()
        here = Browser(self.after.public, self.new)
        for name, value in there.cookies().items():
            here.set_cookie(name, value)
        return here

    def begun_before(self, path: str) -> tuple[Browser, dict[str, str]]:
        """Somebody on the way back from the old server, at the module as it is now."""
        there = Browser(self.before.public, self.old)
        answer = there.at_provider(there.get(path))
        here = Browser(self.after.public, self.new)
        for name, value in there.cookies().items():
            here.set_cookie(name, value)
        return here, answer

    def order(self, token: str) -> int:
        """What the back channel answers to a logout token."""
        path, form = "/onestop/oidc/backchannel-logout", {"logout_token": token}
        return Client(self.after.internal).post(path, data=form).status_code

    def call(self, token: str) -> int:
        """What a call with a bearer token is answered."""
        browser = Browser(self.after.public, self.new)
        return browser.script("GET", WHO, Authorization=f"Bearer {token}").status_code


@pytest.fixture
def new_op(clock: HandClock) -> Iterator[Simulator]:
    server = simulated("danang-2", clock=clock)
    yield server
    server.close()


@pytest.fixture
def change(
    web_settings: Settings,
    host: Host,
    desk: Module,
    op: Simulator,
    new_op: Simulator,
    clock: HandClock,
) -> Iterator[Change]:
    until = datetime.fromtimestamp(clock() + HOUR, HANOI)
    former = FormerServer(issuer=op.issuer, until=until)
    danang = web_settings.tenants["danang"]
    danang = danang.model_copy(update={"issuer": new_op.issuer, "former": (former,)})
    settings = web_settings.model_copy(
        update={"tenants": {**web_settings.tenants, "danang": danang}}
    )
    providers = _Both(settings, (op, new_op), clock)
    now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
    after = Host(settings, [desk], providers=providers, now=now)
    yield Change(old=op, new=new_op, before=host, after=after, clock=clock)
    providers.close()


def test_session_of_the_old_server_lives_and_is_renewed_there_until_the_moment(
    change: Change,
) -> None:
    browser = change.signed_in_before()
    for _ in range(14):
        change.clock.forward(250)
        assert browser.get("/mine").status_code == 200
    assert [call.form["grant_type"] for call in change.new.calls("token")] == []
    assert len(change.old.calls("token")) > 10
    change.clock.forward(HOUR - 14 * 250 - 1)
    assert browser.get("/mine").status_code == 200
    change.clock.forward(1)
    assert browser.get("/mine").location.startswith(change.new.issuer)
    assert browser.sign_in().status_code == 302
    assert browser.get("/mine").status_code == 200


def test_people_sign_in_at_the_new_server_alone(change: Change) -> None:
    browser = Browser(change.after.public, change.new)
    assert browser.get("/mine").location.startswith(change.new.issuer)
    browser.sign_in()
    assert browser.get("/mine").status_code == 200
    assert change.old.calls("token") == []


@pytest.mark.parametrize("names_itself", [True, False])
def test_code_of_the_old_server_goes_nowhere_and_the_sign_in_starts_anew(
    change: Change, names_itself: bool
) -> None:
    if not names_itself:
        for each in (change.old, change.new):
            each.changes["discovery"] = {"authorization_response_iss_parameter_supported": ABSENT}
    browser, answer = change.begun_before("/note/x")
    if not names_itself:
        answer.pop("iss")
    again = browser.callback(answer)
    assert again.location.startswith(change.new.issuer)
    assert change.old.calls("token") == change.new.calls("token") == []
    assert browser.callback(browser.at_provider(again)).location.endswith("/note/x")
    assert len(change.new.calls("token")) == 1


def test_answer_of_the_old_server_ends_no_sign_in_of_the_new_one(change: Change) -> None:
    browser = Browser(change.after.public, change.new)
    answer = browser.at_provider(browser.get("/mine")) | {"iss": change.old.issuer}
    assert browser.callback(answer).status_code == 400
    assert change.old.calls("token") == change.new.calls("token") == []


def test_bearer_token_of_either_is_taken_until_the_moment(change: Change) -> None:
    assert (change.call(change.old.access_token()), change.call(change.new.access_token())) == (
        200,
        200,
    )
    change.clock.forward(HOUR - 1)
    assert change.call(change.old.access_token()) == 200
    change.clock.forward(1)
    calls = len(change.old.calls())
    assert change.call(change.old.access_token()) == 401
    assert change.call(change.new.access_token()) == 200
    assert len(change.old.calls()) == calls


def test_order_of_the_old_server_is_obeyed_until_the_moment(change: Change) -> None:
    browser = change.signed_in_before()
    assert change.order(change.old.logout_token()) == 200
    assert browser.get("/mine").status_code == 302
    change.clock.forward(HOUR)
    assert change.order(change.old.logout_token()) == 400
    assert change.order(change.new.logout_token()) == 200


def test_one_name_at_two_servers_is_two_people(change: Change) -> None:
    browser = change.signed_in_before()
    assert change.order(change.new.logout_token()) == 200  # the same sub and sid
    assert browser.get("/mine").status_code == 200


def test_sign_out_leads_to_the_server_that_signed_in(change: Change) -> None:
    browser = change.signed_in_before()
    page = browser.get("/form")
    assert change.old.origin in page.headers["Content-Security-Policy"]
    out = browser.post("/oidc/logout", {"csrf_token": browser.form_token()})
    assert out.location.startswith(change.old.issuer)


def test_session_of_a_server_that_was_never_named_is_over(
    change: Change, web_settings: Settings, desk: Module, clock: HandClock
) -> None:
    danang = web_settings.tenants["danang"].model_copy(update={"issuer": change.new.issuer})
    settings = web_settings.model_copy(
        update={"tenants": {**web_settings.tenants, "danang": danang}}
    )
    providers = _Both(settings, (change.old, change.new), clock)
    now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
    app = build(desk, settings, providers=providers, now=now)
    browser = Browser(app, change.new)
    for name, value in change.signed_in_before().cookies().items():
        browser.set_cookie(name, value)
    assert browser.get("/mine").location.startswith(change.new.issuer)
    providers.close()


@pytest.mark.parametrize(
    ("former", "mistake"),
    [
        ({"issuer": "https://old.example.vn", "until": "2027-01-31T18:00:00"}, "timezone"),
        ({"issuer": "https://old.example.vn"}, "until"),
        ({"issuer": "https://new.example.vn", "until": "2027-01-31T18:00:00+07:00"}, "twice"),
    ],
)
def test_former_server_without_a_clear_end_stops_the_start(
    web_settings: Settings, former: dict[str, str], mistake: str
) -> None:
    danang = web_settings.tenants["danang"].model_dump(mode="json")
    danang |= {"issuer": "https://new.example.vn", "former": [former]}
    with pytest.raises(ValidationError, match=mistake):
        Settings.model_validate(web_settings.model_dump() | {"tenants": {"danang": danang}})


def test_former_server_must_have_an_address_that_a_server_may_have(
    web_settings: Settings, desk: Module
) -> None:
    until = datetime(2027, 1, 31, 18, tzinfo=HANOI)
    former = FormerServer(issuer="ftp://old.example.vn", until=until)
    danang = web_settings.tenants["danang"].model_copy(update={"former": (former,)})
    settings = web_settings.model_copy(update={"tenants": {"danang": danang}})
    with pytest.raises(IssuerInvalid):
        build(desk, settings)


@pytest.fixture
def other_op(clock: HandClock) -> Iterator[Simulator]:
    server = simulated("quang-nam", clock=clock, claims={**PERSON, "tenant": "quang-nam"})
    yield server
    server.close()


def test_two_provinces_never_mix(
    web_settings: Settings,
    host: Host,
    desk: Module,
    op: Simulator,
    other_op: Simulator,
    clock: HandClock,
) -> None:
    other = web_settings.tenants["quang-nam"].model_copy(update={"issuer": other_op.issuer})
    settings = web_settings.model_copy(
        update={"tenants": {**web_settings.tenants, "quang-nam": other}}
    )
    providers = _Both(settings, (op, other_op), clock)
    now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
    served = Host(settings, [desk], providers=providers, now=now)
    here = Browser(served.public, op)
    there = Browser(served.public, other_op, host="onestop.quang-nam.localhost:8000")
    for browser, server in ((here, op), (there, other_op)):
        begun = browser.get("/mine").location
        assert begun.startswith(server.issuer)
        assert server.calls("par")[-1].form["redirect_uri"].startswith(browser.base)
        browser.sign_in()
        assert browser.get("/mine").status_code == 200
    for token in (other_op.access_token(), other_op.access_token(tenant="danang")):
        assert here.script("GET", WHO, Authorization=f"Bearer {token}").status_code == 401
    order = {"logout_token": other_op.logout_token()}
    Client(served.internal).post("/onestop/oidc/backchannel-logout", data=order)
    assert there.get("/mine").status_code == 302
    assert here.get("/mine").status_code == 200
    providers.close()
