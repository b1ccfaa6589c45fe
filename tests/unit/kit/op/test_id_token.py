"""T: ID tokens; each refusal has a twin that differs in one claim."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from authlib.oidc.core.util import create_half_hash
from egov_kit.errors import TokenRefused
from egov_kit.op import Provider, Rules
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.simulator.jose import key

from tests.support.op import HandClock, provider_of

CLAIMS = [
    pytest.param({}, True, id="as it should be"),
    pytest.param({"aud": "other"}, False, id="aud another client"),
    pytest.param({"aud": []}, False, id="aud empty"),
    pytest.param({"aud": 7}, False, id="aud a number"),
    pytest.param({"aud": None}, False, id="aud null"),
    pytest.param({"aud": ABSENT}, False, id="aud absent"),
    pytest.param({"aud": ""}, False, id="aud empty text"),
    pytest.param({"aud": {"onestop": 1}}, False, id="aud an object"),
    pytest.param({"aud": ["onestop", 7]}, False, id="aud with a number"),
    pytest.param({"aud": "Onestop"}, False, id="aud in other case"),
    pytest.param({"aud": ["onestop"]}, True, id="aud with one element"),
    pytest.param({"aud": ["onestop"], "azp": ABSENT}, True, id="aud with one element, no azp"),
    pytest.param({"aud": ["other"], "azp": "onestop"}, False, id="aud other, azp us"),
    pytest.param({"aud": ["onestop", "other"], "azp": ABSENT}, False, id="two, no azp"),
    pytest.param({"aud": ["onestop", "other"], "azp": "other"}, False, id="two, azp other"),
    pytest.param({"aud": ["onestop", "other"]}, False, id="two, azp us, other not trusted"),
    pytest.param({"azp": "other"}, False, id="azp another client"),
    pytest.param({"azp": ABSENT}, True, id="azp absent"),
    pytest.param({"azp": ["onestop"]}, False, id="azp an array"),
    pytest.param({"exp": ABSENT}, False, id="no exp"),
    pytest.param({"iat": ABSENT}, False, id="no iat"),
    pytest.param({"sub": ABSENT}, False, id="no sub"),
    pytest.param({"sub": ""}, False, id="sub empty"),
    pytest.param({"sub": 7}, False, id="sub a number"),
    pytest.param({"sub": "x" * 255}, True, id="sub of 255"),
    pytest.param({"sub": "x" * 256}, False, id="sub of 256"),
    pytest.param({"sub": "ngườidùng"}, False, id="sub not ASCII"),
    pytest.param({"sub": "a\x00b"}, False, id="sub with NUL"),
    pytest.param({"exp": "4102444800"}, False, id="exp text"),
    pytest.param({"exp": True}, False, id="exp true"),
    pytest.param({"exp": None}, False, id="exp null"),
    pytest.param({"exp": 1e300}, False, id="exp beyond all years"),
    pytest.param({"exp": -1}, False, id="exp negative"),
    pytest.param({"exp": 4102444800.5}, True, id="exp with a fraction"),
    pytest.param({"iat": [1]}, False, id="iat a list"),
    pytest.param({"nonce": ABSENT}, False, id="no nonce"),
    pytest.param({"nonce": "nonce-2"}, False, id="nonce of another tab"),
    pytest.param({"nonce": ["nonce-1"]}, False, id="nonce an array"),
    pytest.param({"nonce": ""}, False, id="nonce empty"),
    pytest.param({"nonce": "NONCE-1"}, False, id="nonce in other case"),
    pytest.param({"nonce": "nonce-1\u00e9"}, False, id="nonce not ASCII"),
    pytest.param({"typ": ABSENT}, True, id="no payload typ"),
    pytest.param({"typ": "Bearer"}, False, id="payload typ Bearer"),
    pytest.param({"typ": "Refresh"}, False, id="payload typ Refresh"),
    pytest.param({"typ": "Offline"}, False, id="payload typ Offline"),
    pytest.param({"typ": "Logout"}, False, id="payload typ Logout"),
    pytest.param({"typ": "id"}, False, id="payload typ in other case"),
    pytest.param({"events": {}}, False, id="events"),
    pytest.param({"sid": ABSENT}, True, id="no sid"),
    pytest.param({"sid": 7}, False, id="sid a number"),
    pytest.param({"acr": 1}, False, id="acr a number"),
    pytest.param({"auth_time": "now"}, False, id="auth_time text"),
]


@pytest.mark.parametrize(("changes", "good"), CLAIMS)
def test_claims(op: Simulator, provider: Provider, changes: dict[str, Any], good: bool) -> None:
    token = op.sign(op.id_token_claims(**changes))
    if good:
        assert provider.verify_id_token(token, nonce="nonce-1").iss == op.issuer
    else:
        with pytest.raises(TokenRefused):
            provider.verify_id_token(token, nonce="nonce-1")


TYPES = [
    pytest.param("JWT", True, id="JWT"),
    pytest.param("jwt", True, id="jwt"),
    pytest.param(ABSENT, True, id="absent"),
    pytest.param("at+jwt", False, id="access token"),
    pytest.param("application/at+jwt", False, id="access token, long form"),
    pytest.param("logout+jwt", False, id="logout token"),
    pytest.param("oauth-authz-req+jwt", False, id="request object"),
    pytest.param("secevent+jwt", False, id="security event"),
    pytest.param("dpop+jwt", False, id="proof"),
    pytest.param("", False, id="empty"),
]


@pytest.mark.parametrize(("typ", "good"), TYPES)
def test_header_type(op: Simulator, provider: Provider, typ: object, good: bool) -> None:
    token = op.id_token({"typ": typ})
    if good:
        assert provider.verify_id_token(token, nonce="nonce-1")
    else:
        with pytest.raises(TokenRefused, match="not an ID token"):
            provider.verify_id_token(token, nonce="nonce-1")


# Seconds from now, for a leeway of 30.
TIMES = [
    pytest.param({"exp": -29}, True, id="expired within the leeway"),
    pytest.param({"exp": -31}, False, id="expired"),
    pytest.param({"iat": 29}, True, id="iat ahead within the leeway"),
    pytest.param({"iat": 31}, False, id="iat ahead"),
    pytest.param({"iat": -629}, True, id="iat ten minutes ago"),
    pytest.param({"iat": -631}, False, id="iat too long ago"),
    pytest.param({"nbf": 29}, True, id="nbf within the leeway"),
    pytest.param({"nbf": 31}, False, id="nbf ahead"),
    pytest.param({"auth_time": 29}, True, id="auth_time within the leeway"),
    pytest.param({"auth_time": 31}, False, id="auth_time ahead"),
]


@pytest.mark.parametrize(("changes", "good"), TIMES)
def test_times(
    op: Simulator, provider: Provider, clock: HandClock, changes: dict[str, int], good: bool
) -> None:
    token = op.id_token(**{name: clock() + seconds for name, seconds in changes.items()})
    if good:
        assert provider.verify_id_token(token, nonce="nonce-1")
    else:
        with pytest.raises(TokenRefused):
            provider.verify_id_token(token, nonce="nonce-1")


@pytest.fixture
def trusting(op: Simulator, clock: HandClock) -> Iterator[Provider]:
    made = provider_of(op, clock=clock, rules=Rules(trusted_audiences=("friend",)))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        pytest.param({"aud": ["onestop", "friend"]}, True, id="trusted"),
        pytest.param({"aud": ["onestop", "friend"], "azp": ABSENT}, False, id="no azp"),
        pytest.param({"aud": ["onestop", "friend"], "azp": "friend"}, False, id="azp other"),
        pytest.param({"aud": ["onestop", "friend", "x"]}, False, id="one more"),
        pytest.param({"aud": ["friend"]}, False, id="without us"),
    ],
)
def test_second_audience_must_be_trusted(
    op: Simulator, trusting: Provider, changes: dict[str, Any], good: bool
) -> None:
    token = op.sign(op.id_token_claims(**changes))
    if good:
        assert trusting.verify_id_token(token, nonce="nonce-1")
    else:
        with pytest.raises(TokenRefused):
            trusting.verify_id_token(token, nonce="nonce-1")


@pytest.mark.parametrize(
    ("hashed", "good"),
    [
        pytest.param("token-1", True, id="of this token"),
        pytest.param("token-2", False, id="of another token"),
        pytest.param(None, True, id="absent"),
    ],
)
def test_access_token_hash(
    op: Simulator, provider: Provider, hashed: str | None, good: bool
) -> None:
    value = ABSENT if hashed is None else create_half_hash(hashed, "RS256").decode()
    token = op.id_token(at_hash=value)
    if good:
        assert provider.verify_id_token(token, nonce="nonce-1", access_token="token-1")
    else:
        with pytest.raises(TokenRefused, match="at_hash"):
            provider.verify_id_token(token, nonce="nonce-1", access_token="token-1")


@pytest.mark.parametrize("value", [7, ["x"], "", "garbage", None])
def test_access_token_hash_of_another_form_is_refused(
    op: Simulator, provider: Provider, value: object
) -> None:
    with pytest.raises(TokenRefused, match="at_hash"):
        provider.verify_id_token(
            op.id_token(at_hash=value), nonce="nonce-1", access_token="token-1"
        )


ASKED = [
    pytest.param({"max_age": 60}, {"ago": 89}, True, id="young enough"),
    pytest.param({"max_age": 60}, {"ago": 91}, False, id="too old"),
    pytest.param({"max_age": 60}, {"ago": None}, False, id="not told"),
    pytest.param({"max_age": 0}, {"ago": 29}, True, id="just now"),
    pytest.param({"max_age": 0}, {"ago": 31}, False, id="not just now"),
    pytest.param({}, {"ago": 30_000}, True, id="age not asked"),
    pytest.param({"acr": "2"}, {"acr": "2"}, True, id="the level asked"),
    pytest.param({"acr": "2 3"}, {"acr": "3"}, True, id="one of the levels asked"),
    pytest.param({"acr": "2"}, {"acr": "1"}, False, id="a lower level"),
    pytest.param({"acr": "2"}, {"acr": "22"}, False, id="a level that looks alike"),
    pytest.param({"acr": "2"}, {"acr": ABSENT}, False, id="no level"),
    pytest.param({}, {"acr": ABSENT}, True, id="level not asked"),
]


@pytest.mark.parametrize(("asked", "got", "good"), ASKED)
def test_what_was_asked_for(
    op: Simulator,
    provider: Provider,
    clock: HandClock,
    asked: dict[str, Any],
    got: dict[str, Any],
    good: bool,
) -> None:
    changes = dict(got)
    if "ago" in changes:
        ago = changes.pop("ago")
        changes["auth_time"] = ABSENT if ago is None else clock() - ago
    token = op.id_token(**changes)
    if good:
        assert provider.verify_id_token(token, nonce="nonce-1", **asked)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_id_token(token, nonce="nonce-1", **asked)


def test_other_kinds_of_token_are_refused(op: Simulator, provider: Provider) -> None:
    refresh = op.sign(op.id_token_claims(typ="Refresh"))
    for token in (op.access_token(nonce="nonce-1"), op.logout_token(nonce="nonce-1"), refresh):
        with pytest.raises(TokenRefused):
            provider.verify_id_token(token, nonce="nonce-1")


def test_id_token_says_who_signed_in_and_when(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    found = provider.verify_id_token(op.id_token(acr="2"), nonce="nonce-1")
    moment = datetime.fromtimestamp(int(clock()), UTC)
    assert (found.sub, found.sid, found.acr) == ("f:people:5f0c1c5e", "session-1", "2")
    assert (found.auth_time, found.issued_at) == (moment, moment)
    assert found.expires_at == moment + timedelta(seconds=300)


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        pytest.param({"nonce": ABSENT}, True, id="no nonce"),
        pytest.param({"nonce": "nonce-1"}, True, id="the first nonce"),
        pytest.param({"sub": "somebody-else"}, False, id="another person"),
        pytest.param({"aud": "other"}, False, id="another client"),
        pytest.param({"typ": "Refresh"}, False, id="another kind"),
    ],
)
def test_id_token_of_a_refresh_is_of_the_same_person(
    op: Simulator, provider: Provider, changes: dict[str, Any], good: bool
) -> None:
    token = op.sign(op.id_token_claims(**changes))
    if good:
        assert provider.verify_refreshed_id_token(token, sub="f:people:5f0c1c5e")
    else:
        with pytest.raises(TokenRefused):
            provider.verify_refreshed_id_token(token, sub="f:people:5f0c1c5e")


def test_key_marked_for_another_algorithm_is_refused(op: Simulator, provider: Provider) -> None:
    op.keys.published.append(key("marked").as_dict(private=False))
    token = op.sign(op.id_token_claims(), {"alg": "PS256", "kid": "marked"}, key("any", "PS256"))
    with pytest.raises(TokenRefused):
        provider.verify_id_token(token, nonce="nonce-1")
