"""Tokens bound to a key at npm's ``oidc-provider``, which wants a nonce of its own in each proof.

PyPI's idpyoidc 5.0 is no partner for that: it binds no token at its token endpoint (``add_support``
of its ``dpop`` looks at userinfo alone), and compares ``ath`` with the hash in hexadecimal where
RFC 9449 §4.2 says base64url.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from egov_kit.sessions import KeptSession

from tests.support._elsewhere import Party, Visit
from tests.support.elsewhere import Parties


@pytest.fixture
def party(at_oidc_provider: Parties) -> Iterator[Party]:
    yield at_oidc_provider["bound"]
    at_oidc_provider["bound"].later = timedelta()


@pytest.fixture
def visit(party: Party) -> Iterator[Visit]:
    made = party.visit()
    yield made
    made.human.close()


def userinfo(party: Party, session: KeptSession, authorization: str) -> int:
    """Ask the provider as a thief of the token would."""
    issuer = party.settings.tenants[party.name].issuer
    visit = party.visit()
    answer = visit.human.http.get(f"{issuer}/me", headers={"Authorization": authorization})
    visit.human.close()
    return answer.status_code


def test_sign_in_with_bound_tokens(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    assert visit.whoami()["name"] == "ada of elsewhere"  # by userinfo, with a proof


def test_token_alone_opens_nothing(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    session = party.session_of(visit)
    for scheme in ("Bearer", "DPoP"):
        assert userinfo(party, session, f"{scheme} {session.access_token}") in (400, 401)
    provider = party.providers.get(party.name, "reports")
    found = provider.userinfo(session.access_token or "", sub=session.sub, key=session.key)
    assert found.person.name == "ada of elsewhere"


def test_refreshed_tokens_are_bound_to_the_same_key(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    before = party.session_of(visit)
    party.later = before.access_expires_at - party.now() - timedelta(seconds=30)
    assert visit.get("/me").status_code == 200
    after = party.session_of(visit)
    assert after.access_token != before.access_token
    assert (after.key and after.key.thumbprint) == (before.key and before.key.thumbprint)
    provider = party.providers.get(party.name, "reports")
    assert provider.userinfo(after.access_token or "", sub=after.sub, key=after.key)
