"""The userinfo endpoint (OpenID Connect Core 1.0, 5.3): the person as they are at this moment."""

from dataclasses import dataclass

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable, TokenRefused
from egov_kit.op.claims import Claims
from egov_kit.op.personal import Personal, read_outside, read_personal
from egov_kit.op.transport import Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class UserInfo:
    """What the directory says of a person now, read through the sign-in server."""

    sub: str
    person: Personal


def read_userinfo(answer: Answer, *, sub: str, tenant: str, outside: bool = False) -> UserInfo:
    """The userinfo of exactly ``sub``; of an ``outside`` server without the platform's claims.

    Raises `TokenRefused` when the server takes the access token no more (the session has ended or
    the person may not sign in), `ProviderUnreachable` or `ProviderMisbehaved`.
    """
    if answer.status in (401, 403):
        raise TokenRefused("refused by userinfo")
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("userinfo answered a server error")
    if answer.status != 200:
        raise ProviderMisbehaved("userinfo answered neither claims nor a refusal")
    claims = Claims(answer.json_object())
    try:
        return _read(claims, sub, tenant, outside)
    except TokenRefused as error:
        raise ProviderMisbehaved(f"userinfo: {error.reason}") from None


def _read(claims: Claims, sub: str, tenant: str, outside: bool) -> UserInfo:
    if claims.subject() != sub:
        raise TokenRefused("sub is another one")
    person = read_outside(claims, tenant) if outside else read_personal(claims, tenant)
    return UserInfo(sub=sub, person=person)
