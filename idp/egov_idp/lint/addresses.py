"""Addresses in a realm, also those that somebody mistyped."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


def split(address: str) -> SplitResult:
    """Its parts; of what is no address at all they are empty."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_loopback(host: str | None) -> bool:
    """Whether it means this machine: loopback, or ``localhost`` and below (RFC 6761)."""
    name = (host or "").strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
