"""From a code, or a refresh token, to the person: what the provider tells, without a web framework.

Our own provider speaks in its access token, which is made for us to read. That of an outside one is
for others: whom it signed in is what its ID token says, and its userinfo where that says no name.
"""

from dataclasses import dataclass

from egov_kit.attempts import Spent
from egov_kit.claims import outsider_signed_in, person_renewed, person_reread, person_signed_in
from egov_kit.errors import GrantRefused, ProviderError, TokenRefused
from egov_kit.op import IdToken, ProofKey, Provider, TokenSet
from egov_kit.person import Person
from egov_kit.sessions import KeptSession, Subject


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    """What a code brought, verified."""

    tokens: TokenSet
    subject: Subject
    person: Person
    key: ProofKey | None


def redeem(provider: Provider, spent: Spent, code: str, redirect_uri: str) -> Redeemed:
    """Send ``code`` once, and hold all that comes back against what the attempt asked for.

    Raises `GrantRefused`, `TokenRefused` and `ProviderError`.
    """
    wish = spent.wish
    tokens = provider.redeem(
        code=code, redirect_uri=redirect_uri, code_verifier=spent.verifier, key=spent.key
    )
    if tokens.id_token is None:
        raise TokenRefused("the provider gave no ID token")
    identity = provider.verify_id_token(
        tokens.id_token,
        nonce=spent.nonce,
        access_token=tokens.access_token,
        max_age=wish.max_age,
        acr=wish.acr,
    )
    person = (_outsider if provider.outside else _official)(provider, tokens, identity, spent.key)
    subject = Subject(iss=person.iss, sub=person.sub, sid=person.sid)
    return Redeemed(tokens=tokens, subject=subject, person=person, key=spent.key)


def renew(provider: Provider, session: KeptSession) -> tuple[TokenSet, Person | None]:
    """New tokens of a session, and its person as they tell; raises what `redeem` does.

    No person means that there were no keys to judge the tokens by: only the refresh token among
    them is then of use, for the one that was sent may be spent.
    """
    if session.refresh_token is None:
        raise GrantRefused("the provider gave no refresh token")
    tokens = provider.refresh(session.refresh_token, key=session.key)
    try:
        return tokens, _renewed(provider, session, tokens)
    except ProviderError:
        return tokens, None


def _renewed(provider: Provider, session: KeptSession, tokens: TokenSet) -> Person:
    key, person = session.key, session.person
    if not provider.outside:
        token = provider.verify_access_token(tokens.access_token, jkt=_jkt(key), granted=True)
        if (token.sub, token.person.staff_id) != (session.sub, person.staff_id):
            raise TokenRefused("the refreshed token is another person's")
        person = person_renewed(person, token)
    if tokens.id_token is not None:  # none is asked for, but one that comes is checked
        provider.verify_refreshed_id_token(
            tokens.id_token, sub=session.sub, access_token=tokens.access_token
        )
    return person


def _official(
    provider: Provider, tokens: TokenSet, identity: IdToken, key: ProofKey | None
) -> Person:
    token = provider.verify_access_token(tokens.access_token, jkt=_jkt(key), granted=True)
    if identity.sub != token.sub or identity.sid not in (None, token.sid):
        raise TokenRefused("ID token and access token speak of different sign-ins")
    return person_signed_in(token, identity)


def _outsider(
    provider: Provider, tokens: TokenSet, identity: IdToken, key: ProofKey | None
) -> Person:
    person = outsider_signed_in(identity, provider.tenant)
    if identity.name is not None or not provider.offers_userinfo():
        return person
    found = provider.userinfo(tokens.access_token, sub=identity.sub, key=key)
    return person_reread(person, found)


def _jkt(key: ProofKey | None) -> str | None:
    return None if key is None else key.thumbprint
