"""Opaque tokens of npm's ``oidc-provider`` at an API of the kit, which asks it about them.

PyPI's idpyoidc 5.0 offers introspection as well, and its tokens are JWTs: nothing opaque to ask of.
"""

from collections.abc import Iterator

import pytest
from authlib.integrations.requests_client import OAuth2Session

from tests.support._elsewhere import SECRET, Human, Party, Visit
from tests.support.elsewhere import Parties


@pytest.fixture
def party(at_oidc_provider: Parties) -> Party:
    return at_oidc_provider["basic"]


@pytest.fixture
def visit(party: Party) -> Iterator[Visit]:
    made = party.visit()
    yield made
    made.human.close()


def token(party: Party, human: Human, *, scope: str, resource: str) -> str:
    """An access token for ``resource``, as another application of the party gets it."""
    issuer = party.settings.tenants[party.name].issuer
    callback = f"{party.base}/oidc/callback"
    with OAuth2Session(
        f"id-of-{party.name}",
        SECRET,
        token_endpoint_auth_method="client_secret_basic",
        redirect_uri=callback,
        scope=scope,
        code_challenge_method="S256",
    ) as client:
        client.trust_env = False
        verifier = "v" * 43
        address, _ = client.create_authorization_url(
            f"{issuer}/auth", code_verifier=verifier, resource=resource
        )
        given = client.fetch_token(
            f"{issuer}/token",
            authorization_response=human.open(address),
            code_verifier=verifier,
            resource=resource,
        )
    return str(given["access_token"])


def test_opaque_token_for_us_opens_the_api_by_its_scope(party: Party, visit: Visit) -> None:
    made = token(party, visit.human, scope="openid reports.read", resource="urn:id-of-basic")
    assert made.count(".") == 0
    for path, status in (("/api/me", 200), ("/api/reports", 200), ("/api/read", 403)):
        answer = visit.script("GET", path, Authorization=f"Bearer {made}")
        assert answer.status_code == status


def test_opaque_token_without_the_scope_is_a_403(party: Party, visit: Visit) -> None:
    made = token(party, visit.human, scope="openid", resource="urn:id-of-basic")
    assert visit.script("GET", "/api/reports", Authorization=f"Bearer {made}").status_code == 403


def test_opaque_token_for_somebody_else_is_a_401(party: Party, visit: Visit) -> None:
    made = token(party, visit.human, scope="openid reports.read", resource="urn:another")
    assert visit.script("GET", "/api/me", Authorization=f"Bearer {made}").status_code == 401


def test_made_up_token_is_a_401(visit: Visit) -> None:
    assert visit.script("GET", "/api/me", Authorization="Bearer made-up").status_code == 401
