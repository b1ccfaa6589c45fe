"""Reading what the token endpoint answers (RFC 6749 §5, RFC 8693 §2.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from egov_kit.errors import GrantRefused, ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.jws import MAX_TOKEN
from egov_kit.op.transport import Answer

UNKNOWN_LIFETIME = 60
"""Seconds we give an access token whose lifetime the server does not tell."""
_ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 # a name
_ERROR = re.compile(r"[a-z_]{1,40}")
_VISIBLE = re.compile(r"[!-~]+")
_LONGEST_LIFE = 86_400 * 366


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenSet:
    """What one grant brought. Printing it shows no token.

    ``refresh_token`` is `None` when the server sent no new one: the old one stays good.
    ``refresh_expires_at`` is `None` when the server does not tell.
    """

    access_token: str = field(repr=False)
    id_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: datetime
    refresh_expires_at: datetime | None


def read_token_answer(answer: Answer, now: datetime, *, kind: str = "Bearer") -> TokenSet:
    """The tokens of a successful answer; they must be of ``kind``, ``Bearer`` or ``DPoP``.

    Raises `GrantRefused` for ``invalid_grant``, `ProviderUnreachable` for a server error and
    `ProviderMisbehaved` for everything else.
    """
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("token endpoint answered a server error")
    if answer.status in (400, 401, 403):
        raise _refusal(answer)
    if answer.status != 200:
        raise ProviderMisbehaved("token endpoint answered neither tokens nor an error")
    fields = answer.json_object()
    if "error" in fields:
        raise ProviderMisbehaved("token endpoint answered 200 with an error")
    return _read_tokens(fields, now, kind)


def check_exchanged(answer: Answer) -> None:
    """An exchange must bring an access token (RFC 8693 §2.2.1); or `ProviderMisbehaved`."""
    if answer.json_object().get("issued_token_type") != _ACCESS_TOKEN_TYPE:
        raise ProviderMisbehaved("exchange brought another type of token")


def _refusal(answer: Answer) -> GrantRefused | ProviderMisbehaved:
    error = error_of(answer)
    if error == "invalid_grant":
        return GrantRefused("invalid_grant")
    return ProviderMisbehaved(f"token endpoint answered {error}")


def error_of(answer: Answer) -> str:
    """The name of the error in an answer (RFC 6749 §5.2), fit for a log."""
    error = answer.json_object().get("error")
    return error if isinstance(error, str) and _ERROR.fullmatch(error) else "an unknown error"


def _read_tokens(fields: Mapping[str, object], now: datetime, kind: str) -> TokenSet:
    told = fields.get("token_type")
    if not isinstance(told, str) or told.lower() != kind.lower():
        raise ProviderMisbehaved(f"token_type is not {kind}")
    access_token = _find_token(fields, "access_token")
    if access_token is None:
        raise ProviderMisbehaved("no access_token")
    lives = _find_seconds(fields, "expires_in")
    refresh_lives = _find_seconds(fields, "refresh_expires_in")
    return TokenSet(
        access_token=access_token,
        id_token=_find_token(fields, "id_token"),
        refresh_token=_find_token(fields, "refresh_token"),
        expires_at=now + timedelta(seconds=UNKNOWN_LIFETIME if lives is None else lives),
        # Keycloak says 0 for a refresh token without an end of its own.
        refresh_expires_at=now + timedelta(seconds=refresh_lives) if refresh_lives else None,
    )


def _find_token(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > MAX_TOKEN or not _VISIBLE.fullmatch(value):
        raise ProviderMisbehaved(f"{name} is no token")
    return value


def _find_seconds(fields: Mapping[str, object], name: str) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST_LIFE:
        raise ProviderMisbehaved(f"{name} is no number of seconds")
    return value
