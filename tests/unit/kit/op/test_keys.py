"""J: which keys of a JWKS verify, and when they are read again."""

import threading
from typing import Any

import pytest
from egov_kit.errors import ProviderUnreachable, TokenRefused
from egov_kit.op import Provider
from egov_kit.simulator import ABSENT, Reply, Simulator, changed
from egov_kit.simulator.jose import key
from joserfc.jwk import OctKey

from tests.support.op import HandClock


def public(name: str, signs: str = "RS256", /, **changes: object) -> dict[str, Any]:
    return changed(key(name, signs).as_dict(private=False), changes)


def test_unknown_kid_causes_one_fetch_and_a_refusal(op: Simulator, provider: Provider) -> None:
    provider.verify_access_token(op.access_token())
    with pytest.raises(TokenRefused):
        provider.verify_access_token(op.access_token({"kid": "nobody"}))
    assert len(op.calls("keys")) == 2


def test_flood_of_kids_causes_one_fetch_in_thirty_seconds(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    provider.verify_access_token(op.access_token())
    before = len(op.calls("keys"))
    for round_ in range(3):
        for number in range(100):
            with pytest.raises(TokenRefused):
                provider.verify_access_token(op.access_token({"kid": f"{round_}-{number}"}))
        assert provider.verify_access_token(op.access_token())
        clock.forward(30)
    assert len(op.calls("keys")) == before + 3


def test_flood_on_a_cold_start_causes_one_fetch(op: Simulator, provider: Provider) -> None:
    for number in range(50):
        with pytest.raises(TokenRefused):
            provider.verify_access_token(op.access_token({"kid": f"kid-{number}"}))
    assert len(op.calls("keys")) == 1


def test_good_tokens_do_not_wait_for_the_fetch_of_an_unknown_kid(
    op: Simulator, provider: Provider
) -> None:
    provider.verify_access_token(op.access_token())
    fetching = threading.Event()
    done = threading.Event()

    def slow_keys(_call: object) -> Reply:
        fetching.set()
        done.wait(5)
        return Reply(body={"keys": op.keys.published})

    op.replies["keys"] = slow_keys
    flood = threading.Thread(target=refuse, args=(provider, op.access_token({"kid": "nobody"})))
    flood.start()
    fetching.wait(5)
    assert provider.verify_access_token(op.access_token())
    assert not done.is_set()
    done.set()
    flood.join()


def refuse(provider: Provider, token: str) -> None:
    with pytest.raises(TokenRefused):
        provider.verify_access_token(token)


def test_key_that_appears_with_its_first_token_is_taken(op: Simulator, provider: Provider) -> None:
    provider.verify_access_token(op.access_token())
    op.keys.sign_with(key("op-2"))
    op.keys.published.append(public("op-2"))
    assert provider.verify_access_token(op.access_token())
    assert len(op.calls("keys")) == 2


def test_withdrawn_key_stops_working_within_ten_minutes(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    token = op.access_token(exp=clock() + 3600)
    other = op.access_token(exp=clock() + 3600)
    provider.verify_access_token(token)
    op.keys.published[:] = [public("op-2")]
    clock.forward(600)
    for each in (token, other):
        with pytest.raises(TokenRefused):
            provider.verify_access_token(each)


BROKEN = [
    pytest.param(Reply(status=500), id="500"),
    pytest.param(Reply(status=404), id="404"),
    pytest.param(Reply(drop=True), id="down"),
    pytest.param(Reply(body={"keys": []}), id="empty"),
    pytest.param(Reply(body={}), id="no keys member"),
    pytest.param(Reply(body={"keys": {}}), id="keys is an object"),
    pytest.param(Reply(body=b"<html>", media_type="text/html"), id="html"),
    pytest.param(Reply(body={"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}), id="no usable key"),
    pytest.param(Reply(body={"keys": [{}] * 51}), id="too many keys"),
    pytest.param(Reply(body={"keys": [None, 7, "x", []]}), id="no keys in keys"),
]


@pytest.mark.parametrize("reply", BROKEN)
def test_good_keys_outlive_a_broken_key_set(
    op: Simulator, provider: Provider, clock: HandClock, reply: Reply
) -> None:
    provider.verify_access_token(op.access_token())
    op.replies["keys"] = reply
    clock.forward(900)
    assert provider.verify_access_token(op.access_token())


@pytest.mark.parametrize("reply", BROKEN)
def test_good_keys_do_not_outlive_it_for_ever(
    op: Simulator, provider: Provider, clock: HandClock, reply: Reply
) -> None:
    provider.verify_access_token(op.access_token())
    op.replies["keys"] = reply
    clock.forward(3601)
    with pytest.raises(ProviderUnreachable):
        provider.verify_access_token(op.access_token())


@pytest.mark.parametrize("reply", BROKEN)
def test_broken_key_set_cools_down_when_there_is_no_key_yet(
    op: Simulator, provider: Provider, clock: HandClock, reply: Reply
) -> None:
    op.replies["keys"] = reply
    for _ in range(5):
        with pytest.raises(ProviderUnreachable):
            provider.verify_access_token(op.access_token())
    assert len(op.calls("keys")) == 1
    del op.replies["keys"]
    clock.forward(30)
    assert provider.verify_access_token(op.access_token())


ENTRIES = [
    pytest.param(public("op-1"), True, id="as it should be"),
    pytest.param(public("op-1", use=ABSENT, alg=ABSENT), True, id="no use, no alg"),
    pytest.param(public("op-1", key_ops=["verify"]), True, id="key_ops verify"),
    pytest.param(public("op-1", x5c=["garbage"], extra=7), True, id="other members"),
    pytest.param(public("op-1", use="enc"), False, id="use enc"),
    pytest.param(public("op-1", key_ops=["encrypt"]), False, id="key_ops encrypt"),
    pytest.param(public("op-1", alg="PS256"), False, id="marked for another algorithm"),
    pytest.param(public("op-1", alg="RSA-OAEP"), False, id="marked for encryption"),
    pytest.param(public("op-1", kty="oct"), False, id="kty oct"),
    pytest.param(public("op-1", e="AQ"), False, id="exponent 1"),
    pytest.param(public("op-1", kid=7), False, id="kid no text"),
    pytest.param(key("op-1").as_dict(private=True), False, id="with its private half"),
]


@pytest.mark.parametrize(("entry", "good"), ENTRIES)
def test_only_public_signing_keys_of_a_key_set_verify(
    op: Simulator, provider: Provider, entry: dict[str, Any], good: bool
) -> None:
    op.keys.published[:] = [entry, public("spare")]
    if good:
        assert provider.verify_access_token(op.access_token())
    else:
        with pytest.raises(TokenRefused):
            provider.verify_access_token(op.access_token())


def test_short_rsa_key_does_not_verify(op: Simulator, provider: Provider) -> None:
    short = key("short", size=1024)
    op.keys.published.append(short.as_dict(private=False))
    with pytest.raises(TokenRefused, match="key is unknown"):
        provider.verify_access_token(op.sign(op.access_token_claims(), {"typ": "at+jwt"}, short))


def test_symmetric_key_from_the_net_does_not_verify(op: Simulator, provider: Provider) -> None:
    shared = OctKey.import_key("x" * 48, {"kid": "shared", "alg": "HS256"})
    op.keys.published.append(shared.as_dict(private=True))
    op.changes["discovery"]["id_token_signing_alg_values_supported"] = ["RS256", "HS256"]
    token = op.sign(op.access_token_claims(), {"typ": "at+jwt", "alg": "HS256"}, shared)
    with pytest.raises(TokenRefused):
        provider.verify_access_token(token)


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256", "EdDSA"])
def test_each_allowed_algorithm_verifies(op: Simulator, provider: Provider, alg: str) -> None:
    signer = key(f"signer-{alg}", alg)
    op.keys.published.append(signer.as_dict(private=False))
    token = signed(op, alg, f"signer-{alg}")
    assert provider.verify_access_token(token)


def signed(op: Simulator, alg: str, kid: str, by: str | None = None) -> str:
    header = {"typ": "at+jwt", "alg": alg, "kid": kid}
    return op.sign(op.access_token_claims(), header, key(by or kid, alg))


@pytest.mark.parametrize("alg", ["RS384", "PS512", "ES384"])
def test_algorithm_outside_the_settings_is_refused(
    op: Simulator, provider: Provider, alg: str
) -> None:
    kid = f"signer-{alg}"
    op.keys.published.append(public(kid, alg))
    op.changes["discovery"]["id_token_signing_alg_values_supported"] = ["RS256", alg]
    with pytest.raises(TokenRefused, match="algorithm is not allowed"):
        provider.verify_access_token(signed(op, alg, kid))


def test_curve_unlike_the_algorithms_is_refused(op: Simulator, provider: Provider) -> None:
    op.keys.published.append(public("wide", "ES384", alg=ABSENT))
    token = signed(op, "ES256", "wide", by="narrow")
    with pytest.raises(TokenRefused):
        provider.verify_access_token(token)


@pytest.mark.parametrize(("others", "good"), [(4, True), (5, False)])
def test_without_kid_at_most_five_keys_are_tried(
    op: Simulator, provider: Provider, others: int, good: bool
) -> None:
    op.keys.published[:] = [
        public(f"other-{n}", kid=ABSENT) for n in range(others)
    ] + op.keys.published
    token = op.access_token({"kid": ABSENT})
    if good:
        assert provider.verify_access_token(token)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_access_token(token)


def test_keys_of_the_same_kid_are_each_tried(op: Simulator, provider: Provider) -> None:
    op.keys.published[:] = [public("other-1", kid="op-1"), *op.keys.published]
    assert provider.verify_access_token(op.access_token())


def test_bad_signature_under_a_known_kid_causes_no_fetch(op: Simulator, provider: Provider) -> None:
    provider.verify_access_token(op.access_token())
    forged = op.sign(op.access_token_claims(), {"typ": "at+jwt", "kid": "op-1"}, key("evil"))
    with pytest.raises(TokenRefused, match="signature"):
        provider.verify_access_token(forged)
    assert len(op.calls("keys")) == 1


def test_seen_token_is_refused_once_it_has_expired(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    token = op.access_token()
    provider.verify_access_token(token)
    clock.forward(329)
    assert provider.verify_access_token(token)
    clock.forward(1)
    with pytest.raises(TokenRefused, match="expired"):
        provider.verify_access_token(token)


def test_granted_token_has_a_look_that_no_presented_one_spends(
    op: Simulator, provider: Provider
) -> None:
    provider.verify_access_token(op.access_token())
    refuse(provider, op.access_token({"kid": "nobody"}))
    op.keys.rotate()
    assert provider.verify_access_token(op.access_token(), granted=True)


def test_presented_tokens_have_one_look_whatever_was_granted(
    op: Simulator, provider: Provider
) -> None:
    provider.verify_access_token(op.access_token())
    for number in range(5):
        with pytest.raises(ProviderUnreachable):
            provider.verify_access_token(op.access_token({"kid": f"new-{number}"}), granted=True)
    assert len(op.calls("keys")) == 2
    for number in range(5):
        refuse(provider, op.access_token({"kid": f"kid-{number}"}))
    assert len(op.calls("keys")) == 3


def test_granted_token_with_a_bad_signature_is_refused(op: Simulator, provider: Provider) -> None:
    forged = op.sign(op.access_token_claims(), {"typ": "at+jwt", "kid": "op-1"}, key("evil"))
    with pytest.raises(TokenRefused, match="signature"):
        provider.verify_access_token(forged, granted=True)
