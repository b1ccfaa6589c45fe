"""Reading what the endpoint for pushed authorization requests answers (RFC 9126 §2.2)."""

import re
from typing import Final

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.token_endpoint import error_of
from egov_kit.op.transport import Answer

_NUMBER: Final = re.compile(r"urn:[!-~]{1,500}")
"""No address: a server that sent us on to one would have its request read from there."""


def read_pushed(answer: Answer) -> str:
    """The ``request_uri`` under which the server keeps the request.

    Raises `ProviderUnreachable` for a server error, else `ProviderMisbehaved`.
    """
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("the pushed request was answered by a server error")
    if answer.status in (400, 401, 403):
        raise ProviderMisbehaved(f"the pushed request was answered by {error_of(answer)}")
    if answer.status not in (200, 201):
        raise ProviderMisbehaved("the pushed request was not taken")
    fields = answer.json_object()
    number, seconds = fields.get("request_uri"), fields.get("expires_in")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise ProviderMisbehaved("request_uri is none that a server gives")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        raise ProviderMisbehaved("request_uri has no lifetime")
    return number
