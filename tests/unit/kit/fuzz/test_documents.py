"""Every reader of a document of the sign-in server against anything, and the two small grammars."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from egov_kit.addresses import safe_path
from egov_kit.errors import ClaimInvalid, ProviderError, ProviderMisbehaved, TokenRefused
from egov_kit.grants import Grant, Post
from egov_kit.op.discovery import read_metadata
from egov_kit.op.keys import read_keys
from egov_kit.op.origin import find_origin, issuer_origin
from egov_kit.op.poll import read_polled
from egov_kit.op.pushed import read_pushed
from egov_kit.op.strict_json import read_object
from egov_kit.op.token_endpoint import read_token_answer
from egov_kit.op.transport import Answer
from egov_kit.op.userinfo import read_userinfo
from egov_kit.settings import ALGORITHMS
from egov_kit.simulator.jose import key
from hypothesis import given
from hypothesis import strategies as st

from tests.support._hostile import JSON, TEXT, bent, nearly, written
from tests.support.op import PERSON

ISSUER = "https://sso.example/realms/danang"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/certs",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "id_token_signing_alg_values_supported": ["RS256", "none"],
    "authorization_response_iss_parameter_supported": True,
}
KEY = key("op-1").as_dict(private=False) | {"use": "sig", "alg": "RS256", "key_ops": ["verify"]}
TOKENS = {
    "access_token": "eyJ.a.b",
    "token_type": "Bearer",
    "expires_in": 300,
    "refresh_expires_in": 1800,
    "refresh_token": "r",
    "id_token": "eyJ.c.d",
}
PUSHED = {"request_uri": "urn:ietf:params:oauth:request_uri:1", "expires_in": 60}
USERINFO = {"sub": "f:people:5f0c1c5e", **PERSON}

READERS: dict[str, tuple[Mapping[str, Any], Callable[[Answer], object]]] = {
    "tokens": (TOKENS, lambda answer: read_token_answer(answer, NOW)),
    "pushed": (PUSHED, read_pushed),
    "polled": ({"sets": {"event-1": "eyJ.e.f"}, "moreAvailable": False}, read_polled),
    "userinfo": (
        USERINFO,
        lambda answer: read_userinfo(answer, sub=USERINFO["sub"], tenant="danang"),
    ),
}
READER = pytest.mark.parametrize("name", READERS)
STATUS = st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503])
REFUSALS = (ProviderError, TokenRefused)


def answer(body: bytes, status: int = 200, media_type: str = "application/json") -> Answer:
    return Answer(status=status, media_type=media_type, body=body)


@READER
def test_twin_is_read(name: str) -> None:
    good, read = READERS[name]
    assert read(answer(written(good)))


@READER
@given(data=st.data())
def test_any_answer_is_read_or_refused(name: str, data: st.DataObject) -> None:
    good, read = READERS[name]
    plain = st.binary(max_size=200) | JSON.map(written) | bent(written(good))
    body = data.draw(nearly(good).map(written) | plain)
    with suppress(*REFUSALS):
        read(answer(body, data.draw(STATUS)))


@given(document=nearly(METADATA) | st.dictionaries(TEXT, JSON))
def test_metadata_that_is_taken_stays_with_its_issuer(document: dict[str, Any]) -> None:
    origin = issuer_origin(ISSUER, allow_http=False)
    try:
        found = read_metadata(document, ISSUER, {origin}, ALGORITHMS)
    except ProviderMisbehaved:
        return
    assert document["issuer"] == ISSUER
    assert found.algorithms <= set(ALGORITHMS)
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        assert find_origin(address) == origin


@given(document=nearly({"keys": [KEY]}) | st.fixed_dictionaries({"keys": st.lists(nearly(KEY))}))
def test_keys_that_are_taken_sign_with_a_private_half_elsewhere(document: dict[str, Any]) -> None:
    try:
        ring = read_keys(document)
    except ProviderMisbehaved:
        return
    assert len(ring) <= len(document["keys"])
    assert all(each.algorithms.isdisjoint({"none", "HS256"}) for each in ring._keys)
    assert not any(each.key.is_private for each in ring._keys)


@given(raw=st.binary(max_size=300) | JSON.map(written) | bent(written(TOKENS)))
def test_strict_json_reads_an_object_or_refuses(raw: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(read_object(raw), dict)


@given(text=TEXT | st.from_regex(r"[a-z]*\.?[a-z]*@?[A-Z0-9.]*", fullmatch=True))
def test_grant_is_what_it_was_written_as(text: str) -> None:
    with suppress(ClaimInvalid):
        assert str(Grant.parse(text)) == text


@given(text=TEXT | st.builds("{}|{}|{}|{}".format, st.uuids(), TEXT, TEXT, st.just("main")))
def test_post_is_what_it_was_written_as(text: str) -> None:
    with suppress(ClaimInvalid):
        assert str(Post.parse(text)) == text.replace(text.split("|")[0], str(Post.parse(text).id))


ADDRESS = st.text() | st.text("/\\:@?#%.05cC9 \t\r\nehttps", max_size=30).map("/{}".format)


@given(wanted=ADDRESS)
def test_path_that_survives_stays_at_this_origin(wanted: str) -> None:
    kept = safe_path(wanted)
    here = "https://onestop.danang.example/somewhere/else"
    assert urlsplit(urljoin(here, kept))[:2] == ("https", "onestop.danang.example")
    assert kept.startswith("/")
    assert kept.isascii()
    assert not set("\\\r\n\t\x00 ").intersection(kept)


@given(url=st.text() | st.text("htps:/.@[]%#?\\0a ", max_size=40).map("https://{}".format))
def test_origin_of_any_address_is_found_or_not(url: str) -> None:
    found = find_origin(url)
    assert found is None or found.host
