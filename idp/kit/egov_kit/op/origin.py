"""Origins of addresses, and which of them a sign-in server may have."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from egov_kit.errors import IssuerInvalid

_PORTS = {"https": 443, "http": 80}
# What browsers and libraries read differently has no place in an address of a sign-in server.
_PLAIN = re.compile(r"[!-\[\]-~]+")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Scheme, host and port of an address."""

    scheme: str
    host: str
    port: int


def find_origin(url: str) -> Origin | None:
    """The origin of an http(s) address, `None` if it is anything else or could be misread."""
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return None
    port = _PORTS[parts.scheme] if port is None else port
    return Origin(scheme=parts.scheme, host=parts.hostname.lower(), port=port)


def issuer_origin(issuer: str, *, allow_http: bool) -> Origin:
    """The origin of a configured issuer; raises `IssuerInvalid`.

    Plain http is for one machine: a loopback address or ``*.localhost``, and only where
    ``allow_http`` says so.
    """
    origin = find_origin(issuer)
    if origin is None or urlsplit(issuer).query:
        raise IssuerInvalid(issuer, "must be a plain http(s) address without query and fragment")
    if origin.scheme == "https" or (allow_http and is_loopback_host(origin.host)):
        return origin
    raise IssuerInvalid(issuer, "must be https; http is for *.localhost in development")


def connect_address(connect_to: str, scheme: str) -> Origin:
    """``host:port`` as an `Origin`; raises `ValueError`."""
    origin = find_origin(f"{scheme}://{connect_to}")
    if origin is None or "/" in connect_to:
        raise ValueError("connect_to must be host:port")
    return origin


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address is this machine: ``*.localhost``, 127.0.0.0/8, ::1."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
