"""What the provider itself sends to applications."""

from urllib.parse import urlsplit

import httpx

TIMEOUT = 5.0
"""Seconds an application has to answer."""


def post(url: str, body: str, media_type: str) -> int | None:
    """Send it; answers the status, `None` for no answer."""
    parts = urlsplit(url)
    address = url
    if (parts.hostname or "").endswith("localhost"):
        # Browsers know these names of this machine, the system's resolver does not.
        address = parts._replace(netloc=f"127.0.0.1:{parts.port or 80}").geturl()
    headers = {"Host": parts.netloc, "Content-Type": media_type}
    try:
        with httpx.Client(trust_env=False, timeout=TIMEOUT) as client:
            sent = client.post(address, content=body.encode("ascii"), headers=headers)
    except httpx.HTTPError:
        return None
    return sent.status_code
