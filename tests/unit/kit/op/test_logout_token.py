"""B: back-channel logout tokens; each refusal has a twin that differs in one claim."""

from typing import Any

import pytest
from egov_kit.errors import TokenRefused
from egov_kit.op import Provider, Rules
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.simulator.jose import key

from tests.support.op import HandClock, provider_of

EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLAIMS = [
    pytest.param({}, True, id="as it should be"),
    pytest.param({"sub": ABSENT}, True, id="sid only"),
    pytest.param({"sid": ABSENT}, True, id="sub only"),
    pytest.param({"sub": ABSENT, "sid": ABSENT}, False, id="neither sub nor sid"),
    pytest.param({"sub": "", "sid": ABSENT}, False, id="sub empty"),
    pytest.param({"sid": ""}, False, id="sid empty"),
    pytest.param({"sid": None}, False, id="sid null"),
    pytest.param({"sid": ["session-1"]}, False, id="sid an array"),
    pytest.param({"aud": ["onestop"]}, True, id="aud with one element"),
    pytest.param({"aud": ["onestop", "portal"]}, True, id="aud with us and another"),
    pytest.param({"aud": "portal"}, False, id="aud another client"),
    pytest.param({"aud": ["portal", "x"]}, False, id="aud list without us"),
    pytest.param({"aud": ABSENT}, False, id="aud absent"),
    pytest.param({"events": ABSENT}, False, id="no events"),
    pytest.param({"events": [EVENT]}, False, id="events an array"),
    pytest.param({"events": EVENT}, False, id="events text"),
    pytest.param({"events": {}}, False, id="events empty"),
    pytest.param({"events": {f"{EVENT}/": {}}}, False, id="another event"),
    pytest.param({"events": {EVENT: True}}, False, id="member true"),
    pytest.param({"events": {EVENT: None}}, False, id="member null"),
    pytest.param({"events": {EVENT: []}}, False, id="member an array"),
    pytest.param({"events": {EVENT: {"x": 1}}}, True, id="member with content"),
    pytest.param({"events": {EVENT: {}, "revoke": {}}}, True, id="another event beside it"),
    pytest.param({"nonce": "nonce-1"}, False, id="nonce"),
    pytest.param({"nonce": None}, False, id="nonce null"),
    pytest.param({"jti": ABSENT}, False, id="no jti"),
    pytest.param({"jti": 7}, False, id="jti a number"),
    pytest.param({"iat": ABSENT}, False, id="no iat"),
    pytest.param({"exp": ABSENT}, False, id="no exp"),
    pytest.param({"typ": ABSENT}, True, id="no payload typ"),
    pytest.param({"typ": "ID"}, False, id="payload typ ID"),
    pytest.param({"typ": "Bearer"}, False, id="payload typ Bearer"),
]


@pytest.mark.parametrize(("changes", "good"), CLAIMS)
def test_claims(op: Simulator, provider: Provider, changes: dict[str, Any], good: bool) -> None:
    token = op.logout_token(**changes)
    if good:
        assert provider.verify_logout_token(token).jti
    else:
        with pytest.raises(TokenRefused):
            provider.verify_logout_token(token)


TYPES = [
    pytest.param("logout+jwt", True, id="logout+jwt"),
    pytest.param("application/logout+jwt", True, id="long form"),
    pytest.param("JWT", True, id="JWT"),
    pytest.param(ABSENT, True, id="absent"),
    pytest.param("at+jwt", False, id="access token"),
    pytest.param("secevent+jwt", False, id="security event"),
]


@pytest.mark.parametrize(("typ", "good"), TYPES)
def test_header_type(op: Simulator, provider: Provider, typ: object, good: bool) -> None:
    token = op.logout_token({"typ": typ})
    if good:
        assert provider.verify_logout_token(token)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_logout_token(token)


TIMES = [
    pytest.param({"exp": -29}, True, id="expired within the leeway"),
    pytest.param({"exp": -31}, False, id="expired"),
    pytest.param({"iat": 29}, True, id="iat ahead within the leeway"),
    pytest.param({"iat": 31}, False, id="iat ahead"),
    pytest.param({"iat": -329}, True, id="iat five minutes ago"),
    pytest.param({"iat": -331}, False, id="iat too long ago"),
]


@pytest.mark.parametrize(("changes", "good"), TIMES)
def test_times(
    op: Simulator, provider: Provider, clock: HandClock, changes: dict[str, int], good: bool
) -> None:
    token = op.logout_token(**{name: clock() + seconds for name, seconds in changes.items()})
    if good:
        assert provider.verify_logout_token(token)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_logout_token(token)


@pytest.mark.parametrize(
    ("exp", "good"),
    [
        pytest.param(None, True, id="absent"),
        pytest.param(-31, False, id="expired"),
        pytest.param("x", False, id="text"),
    ],
)
def test_missing_exp_is_taken_by_switch_only(
    op: Simulator, clock: HandClock, exp: object, good: bool
) -> None:
    provider = provider_of(op, clock=clock, rules=Rules(logout_without_exp=True))
    value = ABSENT if exp is None else clock() + exp if isinstance(exp, int) else exp
    token = op.logout_token(exp=value)
    if good:
        assert provider.verify_logout_token(token)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_logout_token(token)
    provider.close()


def test_other_kinds_of_token_are_refused(op: Simulator, provider: Provider) -> None:
    for token in (op.id_token(), op.access_token(), op.access_token({"typ": "JWT"})):
        with pytest.raises(TokenRefused):
            provider.verify_logout_token(token)


def test_logout_token_names_the_session(op: Simulator, provider: Provider) -> None:
    found = provider.verify_logout_token(op.logout_token(jti="once"))
    assert (found.iss, found.sub) == (op.issuer, "f:people:5f0c1c5e")
    assert (found.sid, found.jti) == ("session-1", "once")


def test_unknown_keys_cause_one_fetch(op: Simulator, provider: Provider) -> None:
    provider.verify_logout_token(op.logout_token())
    for number in range(20):
        with pytest.raises(TokenRefused):
            provider.verify_logout_token(op.logout_token({"kid": f"kid-{number}"}))
    forged = op.sign(op.id_token_claims(), {"kid": "realm-b"}, key("realm-b"))
    with pytest.raises(TokenRefused):
        provider.verify_logout_token(forged)
    assert len(op.calls("keys")) == 2
