"""D: what a discovery document may say; each refusal has a twin that differs in one member."""

import threading

import pytest
from egov_kit.errors import (
    IssuerInvalid,
    ProviderError,
    ProviderMisbehaved,
    ProviderUnreachable,
    TokenRefused,
)
from egov_kit.op import Issuer, Provider
from egov_kit.simulator import ABSENT, Reply, Simulator

from tests.support.op import HandClock, provider_of


@pytest.fixture(autouse=True)
def _browser_carries_the_request(op: Simulator) -> None:
    """Nothing is pushed ahead of the browser (see `test_pushed_requests`)."""
    op.changes["discovery"]["pushed_authorization_request_endpoint"] = ABSENT


def start(provider: Provider) -> str:
    return provider.authorization_url(
        redirect_uri="http://x/cb", state="s", nonce="n", code_challenge="c"
    )


ISSUERS = [
    pytest.param("{issuer}", True, id="the very same"),
    pytest.param("{issuer}/", False, id="trailing slash"),
    pytest.param("{origin}/realms/quang-nam", False, id="other realm"),
    pytest.param("{origin}/realms/Danang", False, id="other case"),
    pytest.param("http://sso.evil.localhost/realms/danang", False, id="other host"),
    pytest.param("{issuer}.", False, id="suffix"),
    pytest.param("{issuer}\u200b", False, id="invisible letter"),
    pytest.param("{origin}/realms/d\u0430nang", False, id="look-alike letter"),
    pytest.param(ABSENT, False, id="absent"),
    pytest.param(None, False, id="null"),
    pytest.param(["{issuer}"], False, id="array"),
]


@pytest.mark.parametrize(("named", "good"), ISSUERS)
def test_discovery_must_name_its_issuer(
    op: Simulator, provider: Provider, named: object, good: bool
) -> None:
    if isinstance(named, str):
        named = named.format(issuer=op.issuer, origin=op.origin)
    op.changes["discovery"]["issuer"] = named
    if good:
        assert start(provider).startswith(op.issuer)
    else:
        with pytest.raises(ProviderMisbehaved):
            start(provider)


ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "end_session_endpoint",
    "pushed_authorization_request_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
)
PLACES = [
    pytest.param("{origin}/elsewhere", True, id="same origin"),
    pytest.param("http://evil.localhost/x", False, id="other host"),
    pytest.param("http://sso.localhost:1/x", False, id="other port"),
    pytest.param("http://sso.localhost/x", False, id="no port"),
    pytest.param("https://sso.localhost:{port}/x", False, id="other scheme"),
    pytest.param("http://sso.localhost:{port}@evil.localhost/x", False, id="user part"),
    pytest.param("http://evil.localhost\\@sso.localhost:{port}/x", False, id="backslash"),
    pytest.param("//sso.localhost:{port}/x", False, id="no scheme"),
    pytest.param("/x", False, id="relative"),
    pytest.param("file:///etc/passwd", False, id="file"),
    pytest.param("{origin}/x\r\nHost: evil", False, id="line break"),
    pytest.param(7, False, id="number"),
    pytest.param(None, False, id="null"),
]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(("place", "good"), PLACES)
def test_every_endpoint_shares_the_issuers_origin(
    op: Simulator, provider: Provider, endpoint: str, place: object, good: bool
) -> None:
    if isinstance(place, str):
        place = place.format(origin=op.origin, port=op.origin.rsplit(":", 1)[1])
    op.changes["discovery"][endpoint] = place
    pushed = {"request_uri": "urn:example:1", "expires_in": 60}
    op.replies["/elsewhere"] = Reply(status=201, body=pushed)
    if good:
        assert start(provider)
    else:
        with pytest.raises(ProviderMisbehaved):
            start(provider)


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_needed_endpoint_must_be_there(op: Simulator, provider: Provider, endpoint: str) -> None:
    op.changes["discovery"][endpoint] = ABSENT
    with pytest.raises(ProviderMisbehaved):
        start(provider)


@pytest.mark.parametrize("endpoint", ["userinfo_endpoint", "end_session_endpoint"])
def test_optional_endpoint_may_be_missing(op: Simulator, provider: Provider, endpoint: str) -> None:
    op.changes["discovery"][endpoint] = ABSENT
    assert start(provider)


ALGORITHMS = [
    pytest.param(["RS256"], True, id="RS256"),
    pytest.param(["none", "HS256", "RS256"], True, id="a good one among bad ones"),
    pytest.param(["none", "HS256"], False, id="poisoned"),
    pytest.param([], False, id="empty"),
    pytest.param("RS256", False, id="text"),
    pytest.param([["RS256"]], False, id="nested"),
    pytest.param(ABSENT, False, id="absent"),
]


@pytest.mark.parametrize(("offered", "good"), ALGORITHMS)
def test_discovery_can_only_narrow_the_algorithms(
    op: Simulator, provider: Provider, offered: object, good: bool
) -> None:
    op.changes["discovery"]["id_token_signing_alg_values_supported"] = offered
    if good:
        assert start(provider)
    else:
        with pytest.raises(ProviderMisbehaved):
            start(provider)


def test_algorithm_that_is_not_offered_is_refused(op: Simulator, provider: Provider) -> None:
    op.changes["discovery"]["id_token_signing_alg_values_supported"] = ["ES256"]
    with pytest.raises(TokenRefused, match="not offered"):
        provider.verify_access_token(op.access_token())


CONFIGURED = [
    pytest.param("https://sso.danang.gov.vn/realms/danang", False, True, id="https"),
    pytest.param("http://sso.localhost:8080/realms/danang", True, True, id="http in development"),
    pytest.param("http://127.0.0.1:8080/realms/danang", True, True, id="http on loopback"),
    pytest.param("http://sso.localhost:8080/realms/danang", False, False, id="http in production"),
    pytest.param("http://sso.danang.gov.vn/realms/danang", True, False, id="http elsewhere"),
    pytest.param("http://127.0.0.1.evil.vn/realms/danang", True, False, id="http nearly loopback"),
    pytest.param("http://localhost.evil.vn/realms/danang", True, False, id="http nearly localhost"),
    pytest.param("https://sso.danang.gov.vn/realms/danang?x=1", False, False, id="query"),
    pytest.param("https://sso.danang.gov.vn/realms/danang#x", False, False, id="fragment"),
    pytest.param("https://me@sso.danang.gov.vn/realms/danang", False, False, id="user part"),
    pytest.param("sso.danang.gov.vn", False, False, id="no scheme"),
    pytest.param("ftp://sso.danang.gov.vn", False, False, id="ftp"),
]


@pytest.mark.parametrize(("issuer", "development", "good"), CONFIGURED)
def test_plain_http_is_for_one_machine_in_development(
    issuer: str, development: bool, good: bool
) -> None:
    if good:
        assert Issuer(issuer, allow_http=development).name == issuer
    else:
        with pytest.raises(IssuerInvalid):
            Issuer(issuer, allow_http=development)


DOCUMENTS = [
    pytest.param(Reply(status=500), ProviderUnreachable, id="500"),
    pytest.param(Reply(status=503), ProviderUnreachable, id="503"),
    pytest.param(Reply(status=429), ProviderUnreachable, id="429"),
    pytest.param(Reply(drop=True), ProviderUnreachable, id="dropped"),
    pytest.param(Reply(status=404), ProviderMisbehaved, id="404"),
    pytest.param(
        Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        ProviderMisbehaved,
        id="redirect",
    ),
    pytest.param(Reply(body=b"<html>", media_type="text/html"), ProviderMisbehaved, id="html"),
    pytest.param(Reply(body=b"[]"), ProviderMisbehaved, id="array"),
    pytest.param(Reply(body=b"{"), ProviderMisbehaved, id="cut off"),
    pytest.param(Reply(body=b"[" * 200_000), ProviderMisbehaved, id="very deep"),
    pytest.param(Reply(body=b'{"issuer": NaN}'), ProviderMisbehaved, id="NaN"),
    pytest.param(Reply(body=b"\xff\xfe{\x00}\x00"), ProviderMisbehaved, id="UTF-16"),
    pytest.param(Reply(body=b" " * 1_000_001), ProviderMisbehaved, id="too long"),
]


@pytest.mark.parametrize(("reply", "error"), DOCUMENTS)
def test_answer_that_is_no_document_is_an_error_of_the_server(
    op: Simulator, provider: Provider, reply: Reply, error: type[ProviderError]
) -> None:
    op.replies["discovery"] = reply
    with pytest.raises(error):
        start(provider)


def test_a_member_that_stands_twice_is_refused(op: Simulator, provider: Provider) -> None:
    twice = b'{"issuer": "x", "issuer": "y"}'
    op.replies["discovery"] = Reply(body=twice)
    with pytest.raises(ProviderMisbehaved, match="strict"):
        start(provider)


def test_sign_in_works_once_the_server_is_up(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    op.replies["discovery"] = Reply(drop=True)
    with pytest.raises(ProviderUnreachable):
        start(provider)
    del op.replies["discovery"]
    clock.forward(ProviderUnreachable.retry_after)
    assert start(provider)


def test_failure_is_remembered_for_its_cool_down(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    op.changes["discovery"]["issuer"] = "http://other.localhost"
    for _ in range(20):
        with pytest.raises(ProviderMisbehaved):
            start(provider)
    assert len(op.calls()) == 1
    clock.forward(5)
    with pytest.raises(ProviderMisbehaved):
        start(provider)
    assert len(op.calls()) == 2


def test_concurrent_starts_make_one_fetch(op: Simulator) -> None:
    provider = provider_of(op)
    op.replies["discovery"] = lambda _call: Reply(body=op.document(), stall=0.2)
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(start(provider))) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    provider.close()
    assert (len(urls), len(op.calls("discovery"))) == (16, 1)


def test_document_is_kept_for_minutes_and_then_read_again(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    start(provider)
    clock.forward(299)
    start(provider)
    assert len(op.calls("discovery")) == 1
    clock.forward(2)
    start(provider)
    assert len(op.calls("discovery")) == 2


def test_old_document_serves_while_the_server_is_down(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    start(provider)
    op.replies["discovery"] = Reply(status=500)
    clock.forward(3500)
    assert start(provider)


def test_old_document_does_not_serve_for_ever(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    start(provider)
    op.replies["discovery"] = Reply(status=500)
    clock.forward(3601)
    with pytest.raises(ProviderUnreachable):
        start(provider)


def test_making_a_provider_calls_nobody(op: Simulator, provider: Provider) -> None:
    assert op.calls() == []
