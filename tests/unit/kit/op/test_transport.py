"""The way to the sign-in server: where it leads, how long it may take, what it never does."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from egov_kit.errors import IssuerInvalid, ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.connections import MAX_BYTES, Connections
from egov_kit.op.origin import find_origin
from egov_kit.op.transport import Transport
from egov_kit.simulator import Call, Loopback, Reply
from egov_kit.testing.certificate import make_certificate

LIMIT = 1.0
"""Seconds of patience in tests that use them up; the others have the usual five."""


class Server:
    """A loopback server whose answer the test sets."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.reply = Reply(body={"fine": True})
        self.loopback = Loopback(self._answer, tls)
        scheme = "https" if tls else "http"
        self.origin = f"{scheme}://sso.localhost:{self.loopback.port}"
        self.connect_to = f"127.0.0.1:{self.loopback.port}"

    def _answer(self, _call: Call) -> Reply:
        return self.reply


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.loopback.close()


def transport_to(server: Server, timeout: float = 5.0) -> Transport:
    return Transport(
        f"{server.origin}/realms/danang",
        connect_to=server.connect_to,
        allow_http=True,
        timeout=timeout,
    )


@pytest.fixture
def transport(server: Server) -> Iterator[Transport]:
    made = transport_to(server)
    yield made
    made.close()


@pytest.fixture
def hasty(server: Server) -> Iterator[Transport]:
    made = transport_to(server, LIMIT)
    yield made
    made.close()


def test_connection_goes_to_connect_to_and_names_the_issuers_host(
    server: Server, transport: Transport
) -> None:
    assert transport.get(f"{server.origin}/x").json_object() == {"fine": True}
    host = server.loopback.calls[0].headers["host"]
    assert host == f"sso.localhost:{server.loopback.port}"


def test_calls_share_one_connection(server: Server, transport: Transport) -> None:
    for _ in range(5):
        transport.get(f"{server.origin}/x")
    assert server.loopback.connections == 1


ADDRESSES = [
    pytest.param("{origin}/x", True, id="the origin"),
    pytest.param("{origin}", True, id="without path"),
    pytest.param("http://evil.localhost/x", False, id="other host"),
    pytest.param("http://sso.localhost:1/x", False, id="other port"),
    pytest.param("{origin}@evil.localhost/x", False, id="user part"),
    pytest.param("{origin}.evil.localhost/x", False, id="suffix"),
    pytest.param("{origin}/x#fragment", False, id="fragment"),
    pytest.param("{origin}/\r\nX: y", False, id="line break"),
    pytest.param("", False, id="empty"),
]


@pytest.mark.parametrize(("address", "good"), ADDRESSES)
def test_nothing_is_sent_outside_the_origin(
    server: Server, transport: Transport, address: str, good: bool
) -> None:
    url = address.format(origin=server.origin)
    if good:
        assert transport.get(url).status == 200
    else:
        with pytest.raises(ProviderMisbehaved):
            transport.get(url, bearer="secret")
        assert server.loopback.calls == []


def test_redirect_is_not_followed(server: Server, transport: Transport) -> None:
    server.reply = Reply(status=307, headers={"Location": f"{server.origin}/other"})
    assert transport.get(f"{server.origin}/x").status == 307
    assert len(server.loopback.calls) == 1


def test_proxy_of_the_environment_is_not_used(
    server: Server, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert transport.get(f"{server.origin}/x").status == 200


SLOW = [
    pytest.param(Reply(stall=20), id="silent"),
    pytest.param(Reply(trickle=0.2), id="trickling head"),
    pytest.param(Reply(trickle=0.01, body=b" " * 4000), id="trickling body"),
]


@pytest.mark.parametrize("reply", SLOW)
def test_call_has_one_time_limit_for_all_of_it(
    server: Server, hasty: Transport, reply: Reply
) -> None:
    server.reply = reply
    with pytest.raises(ProviderUnreachable, match="too slow"):
        hasty.get(f"{server.origin}/x")


def test_slow_call_does_not_spoil_the_next(server: Server, hasty: Transport) -> None:
    server.reply = Reply(stall=20)
    with pytest.raises(ProviderUnreachable):
        hasty.get(f"{server.origin}/x")
    server.reply = Reply()
    assert hasty.get(f"{server.origin}/x").status == 200


@pytest.mark.parametrize(("length", "good"), [(MAX_BYTES, True), (10 * MAX_BYTES, False)])
def test_answer_has_a_size_limit(
    server: Server, transport: Transport, length: int, good: bool
) -> None:
    server.reply = Reply(body=b" " * length)
    if good:
        assert len(transport.get(f"{server.origin}/x").body) == length
    else:
        with pytest.raises(ProviderMisbehaved, match="too long"):
            transport.get(f"{server.origin}/x")


def test_lost_answer_is_not_asked_for_again(server: Server, transport: Transport) -> None:
    transport.get(f"{server.origin}/x")
    server.reply = Reply(drop=True)
    with pytest.raises(ProviderUnreachable):
        transport.post_form(f"{server.origin}/token", {"code": "c"})
    assert [each.path for each in server.loopback.calls] == ["/x", "/token"]


def test_nobody_there_is_unreachable() -> None:
    transport = Transport("http://127.0.0.1:1/realms/danang", allow_http=True)
    with pytest.raises(ProviderUnreachable):
        transport.get("http://127.0.0.1:1/x")


class Net:
    """A net in which ``sso.localhost`` has these addresses; no other than 127.0.0.1 answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
        self.tried: list[tuple[str, float]] = []
        self._addresses = addresses
        self._resolve, self._connect = socket.getaddrinfo, socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", self.resolve)
        monkeypatch.setattr(socket, "create_connection", self.connect)

    def resolve(self, host: str, port: int, *args: int, **rest: int) -> list[Any]:
        if host != "sso.localhost":
            return list(self._resolve(host, port, *args, **rest))
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in self._addresses]

    def connect(
        self, address: tuple[str, int], timeout: float, source_address: None
    ) -> socket.socket:
        self.tried.append((address[0], timeout))
        if address[0] == "127.0.0.1":
            return self._connect(address, timeout, source_address)
        time.sleep(timeout)
        raise TimeoutError


def test_addresses_of_one_name_share_the_time_of_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(monkeypatch, "2001:db8::1", "192.0.2.1", "192.0.2.2")
    transport = Transport("http://sso.localhost:8080", allow_http=True, timeout=LIMIT)
    with pytest.raises(ProviderUnreachable, match="too slow"):
        transport.get("http://sso.localhost:8080/x")
    assert [address for address, _ in net.tried] == ["2001:db8::1", "192.0.2.1", "192.0.2.2"]
    assert sum(seconds for _, seconds in net.tried) <= LIMIT


def test_address_that_is_silent_leaves_time_for_the_next(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    net = Net(monkeypatch, "2001:db8::1", "127.0.0.1")
    transport = Transport(server.origin, allow_http=True, timeout=LIMIT)
    assert transport.get(f"{server.origin}/x").status == 200
    assert len(net.tried) == 2
    transport.close()


@pytest.mark.parametrize("connect_to", ["", "host/path", "user@host:1", "host:port", "a b"])
def test_connect_to_is_host_and_port(connect_to: str) -> None:
    issuer = "http://sso.localhost:8080/realms/danang"
    if not connect_to:
        assert Transport(issuer, connect_to=connect_to, allow_http=True)
    else:
        with pytest.raises(ValueError, match="connect_to"):
            Transport(issuer, connect_to=connect_to, allow_http=True)


def test_issuer_over_http_needs_the_switch() -> None:
    with pytest.raises(IssuerInvalid):
        Transport("http://sso.localhost:8080/realms/danang")


@pytest.mark.parametrize(
    ("host", "trusted", "good"),
    [
        pytest.param("sso.localhost", True, True, id="the issuer's name"),
        pytest.param("127.0.0.1.localhost", True, False, id="another name"),
        pytest.param("sso.localhost", False, False, id="nobody vouches"),
    ],
)
def test_tls_is_verified_against_the_issuers_name(
    tmp_path: Path, host: str, trusted: bool, good: bool
) -> None:
    certificate, ours = make_certificate(tmp_path, host)
    asked: list[str | None] = []
    ours.sni_callback = lambda _socket, name, _context: asked.append(name)
    server = Server(ours)
    theirs = ssl.create_default_context(cafile=str(certificate) if trusted else None)
    transport = Transport(server.origin, connect_to=server.connect_to, ssl_context=theirs)
    try:
        if good:
            assert transport.get(f"{server.origin}/x").status == 200
        else:
            with pytest.raises(ProviderUnreachable, match="certificate is not trusted"):
                transport.get(f"{server.origin}/x", bearer="secret")
            assert server.loopback.calls == []
        assert asked == ["sso.localhost"]
    finally:
        transport.close()
        server.loopback.close()


def test_authorities_of_the_machine_are_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, ours = make_certificate(tmp_path, "sso.localhost")
    server = Server(ours)
    origin = find_origin(server.origin)
    assert origin is not None
    there = find_origin(f"http://{server.connect_to}")
    errors = {"unreachable": ProviderUnreachable, "misbehaved": ProviderMisbehaved}
    with pytest.raises(ProviderUnreachable, match="certificate is not trusted"):
        Connections(origin, connect_to=there, **errors).call("GET", f"{server.origin}/x", {})
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusting = Connections(origin, connect_to=there, **errors)
    assert trusting.call("GET", f"{server.origin}/x", {}).status == 200
    trusting.close()
    server.loopback.close()
