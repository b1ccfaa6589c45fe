from urllib.parse import parse_qs, urlsplit

import httpcore
from egov_kit.op import Provider, TokenSet, challenge_of, new_verifier

from tests.support.op import HostileOP

CALLBACK = "http://onestop.danang.localhost:8000/oidc/callback"


def begin(provider: Provider, verifier: str, nonce: str = "nonce-1") -> str:
    return provider.authorization_url(
        redirect_uri=CALLBACK,
        state="state-1",
        nonce=nonce,
        code_challenge=challenge_of(verifier),
    )


def follow(op: HostileOP, url: str) -> dict[str, str]:
    """What the browser brings back to the callback."""
    with httpcore.ConnectionPool() as browser:
        at_loopback = url.replace(op.origin, f"http://{op.connect_to}")
        answer = browser.request("GET", at_loopback)
    location = dict(answer.headers)[b"Location"].decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def sign_in(provider: Provider, op: HostileOP) -> TokenSet:
    verifier = new_verifier()
    answer = follow(op, begin(provider, verifier))
    provider.check_callback_issuer(answer["iss"])
    return provider.redeem(code=answer["code"], redirect_uri=CALLBACK, code_verifier=verifier)


def test_code_brings_verified_tokens(provider: Provider, op: HostileOP) -> None:
    tokens = sign_in(provider, op)
    assert tokens.id_token is not None
    person = provider.verify_access_token(tokens.access_token)
    signed_in = provider.verify_id_token(
        tokens.id_token, nonce="nonce-1", access_token=tokens.access_token
    )
    assert (person.username, signed_in.sub) == ("annv", person.sub)
