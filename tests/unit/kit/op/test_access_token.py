"""A and T: access tokens sent to us; each refusal has a twin that differs in one claim."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from egov_kit.errors import TokenRefused
from egov_kit.op import Provider, Rules
from egov_kit.op.access_token import Profile
from egov_kit.simulator import ABSENT, Simulator

from tests.support.op import PERSON, HandClock, provider_of

CLAIMS = [
    pytest.param({}, True, id="as it should be"),
    pytest.param({"aud": ["onestop"]}, True, id="aud with one element"),
    pytest.param({"aud": ["onestop", "account"]}, True, id="aud with another"),
    pytest.param({"aud": "portal"}, False, id="aud another module"),
    pytest.param({"aud": "account"}, False, id="aud account only"),
    pytest.param({"aud": []}, False, id="aud empty"),
    pytest.param({"aud": ABSENT}, False, id="aud absent"),
    pytest.param({"aud": None}, False, id="aud null"),
    pytest.param({"aud": "portal", "azp": "onestop"}, False, id="azp us, aud not"),
    pytest.param({"azp": "portal"}, True, id="given to another client"),
    pytest.param({"azp": ABSENT, "client_id": "portal"}, True, id="client_id for azp"),
    pytest.param({"azp": ABSENT}, False, id="neither azp nor client_id"),
    pytest.param({"azp": "a", "client_id": "b"}, False, id="azp and client_id differ"),
    pytest.param({"exp": ABSENT}, False, id="no exp"),
    pytest.param({"iat": ABSENT}, False, id="no iat"),
    pytest.param({"sub": ABSENT}, False, id="no sub"),
    pytest.param({"jti": ABSENT}, False, id="no jti"),
    pytest.param({"sid": ABSENT}, False, id="no sid"),
    pytest.param({"cnf": {"jkt": "x"}}, False, id="bound to a key"),
    pytest.param({"typ": ABSENT}, True, id="no payload typ"),
    pytest.param({"typ": "ID"}, False, id="payload typ ID"),
    pytest.param({"typ": "Refresh"}, False, id="payload typ Refresh"),
    pytest.param({"typ": "DPoP"}, False, id="payload typ DPoP"),
    pytest.param({"staff_id": ABSENT}, False, id="no staff_id"),
    pytest.param({"staff_id": "annv"}, False, id="staff_id no UUID"),
    pytest.param({"staff_id": f"urn:uuid:{PERSON['staff_id']}"}, False, id="staff_id as a URN"),
    pytest.param({"staff_id": [PERSON["staff_id"]]}, False, id="staff_id a list"),
    pytest.param({"tenant": "quang-nam"}, False, id="another tenant"),
    pytest.param({"tenant": ABSENT}, False, id="no tenant"),
    pytest.param({"posts": ABSENT, "post": ABSENT, "grants": ABSENT}, True, id="no posts"),
    pytest.param({"posts": "x"}, False, id="posts no list"),
    pytest.param({"posts": ["x"]}, False, id="post of another form"),
    pytest.param({"post": "x"}, False, id="working post no UUID"),
    pytest.param({"grants": ["onestop.counter"]}, False, id="grant without unit"),
    pytest.param({"grants": [["onestop.counter@H17"]]}, False, id="grant nested"),
    pytest.param({"grants": None}, False, id="grants null"),
    pytest.param({"preferred_username": ABSENT}, False, id="no user name"),
    pytest.param({"preferred_username": "a\nb"}, False, id="user name with a line break"),
    pytest.param({"name": ABSENT}, True, id="no name"),
    pytest.param({"name": "An\u00a0Nguyễn\n"}, True, id="odd spaces in the name"),
    pytest.param({"name": 7}, False, id="name a number"),
    pytest.param({"acr": ABSENT, "auth_time": ABSENT, "scope": ABSENT}, True, id="optional"),
    pytest.param({"scope": ["openid"]}, False, id="scope a list"),
]


@pytest.mark.parametrize(("changes", "good"), CLAIMS)
def test_claims(op: Simulator, provider: Provider, changes: dict[str, Any], good: bool) -> None:
    token = op.access_token(**changes)
    if good:
        assert provider.verify_access_token(token).person.username == "annv"
    else:
        with pytest.raises(TokenRefused):
            provider.verify_access_token(token)


# Header typ, payload typ, strict profile, Keycloak profile.
TYPES = [
    pytest.param("at+jwt", "Bearer", True, True, id="at+jwt"),
    pytest.param("application/at+jwt", "Bearer", True, True, id="long form"),
    pytest.param("AT+JWT", "Bearer", True, True, id="upper case"),
    pytest.param("JWT", "Bearer", False, True, id="Keycloak's own"),
    pytest.param("JWT", "ID", False, False, id="Keycloak's ID token"),
    pytest.param("JWT", "Refresh", False, False, id="Keycloak's refresh token"),
    pytest.param("JWT", ABSENT, False, False, id="any JWT"),
    pytest.param(ABSENT, "Bearer", False, False, id="absent"),
    pytest.param("logout+jwt", "Logout", False, False, id="logout token"),
    pytest.param("at+jwt", "ID", False, False, id="ID token in disguise"),
]


@pytest.mark.parametrize("profile", ["rfc9068", "keycloak"])
@pytest.mark.parametrize(("typ", "payload_typ", "strict", "lenient"), TYPES)
def test_types(
    op: Simulator,
    clock: HandClock,
    typ: object,
    payload_typ: object,
    strict: bool,
    lenient: bool,
    profile: Profile,
) -> None:
    provider = provider_of(op, clock=clock, rules=Rules(profile=profile))
    token = op.access_token({"typ": typ}, typ=payload_typ)
    if strict if profile == "rfc9068" else lenient:
        assert provider.verify_access_token(token)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_access_token(token)
    provider.close()


TIMES = [
    pytest.param({"exp": -29}, True, id="expired within the leeway"),
    pytest.param({"exp": -31}, False, id="expired"),
    pytest.param({"iat": 29}, True, id="iat ahead within the leeway"),
    pytest.param({"iat": 31}, False, id="iat ahead"),
    pytest.param({"nbf": 29}, True, id="nbf within the leeway"),
    pytest.param({"nbf": 31}, False, id="nbf ahead"),
]


@pytest.mark.parametrize(("changes", "good"), TIMES)
def test_times(
    op: Simulator, provider: Provider, clock: HandClock, changes: dict[str, int], good: bool
) -> None:
    token = op.access_token(**{name: clock() + seconds for name, seconds in changes.items()})
    if good:
        assert provider.verify_access_token(token)
    else:
        with pytest.raises(TokenRefused):
            provider.verify_access_token(token)


@pytest.fixture(params=["rfc9068", "keycloak"])
def either(op: Simulator, clock: HandClock, request: pytest.FixtureRequest) -> Iterator[Provider]:
    made = provider_of(op, clock=clock, rules=Rules(profile=request.param))
    yield made
    made.close()


def test_other_kinds_of_token_are_refused(op: Simulator, either: Provider) -> None:
    refresh = op.sign(op.access_token_claims(typ="Refresh"))
    for token in (op.id_token(**PERSON), op.logout_token(**PERSON), refresh):
        with pytest.raises(TokenRefused):
            either.verify_access_token(token)


def test_access_token_says_who_may_do_what(op: Simulator, provider: Provider) -> None:
    found = provider.verify_access_token(op.access_token(azp="portal", scope="openid call:x"))
    assert (found.person.staff_id, found.person.tenant) == (UUID(str(PERSON["staff_id"])), "danang")
    assert [str(each) for each in found.person.posts] == PERSON["posts"]
    assert [str(each) for each in found.person.grants] == PERSON["grants"]
    assert str(found.person.post) == PERSON["post"]
    assert (found.person.name, found.sid, found.acr) == ("Nguyễn Văn An", "session-1", "1")
    assert (found.azp, found.scope) == ("portal", {"openid", "call:x"})


def test_name_for_people_is_the_user_name_if_there_is_none(
    op: Simulator, provider: Provider
) -> None:
    assert provider.verify_access_token(op.access_token(name="\x00 \n")).person.name == "annv"


def test_seen_token_is_verified_once(op: Simulator, provider: Provider, clock: HandClock) -> None:
    token = op.access_token()
    first = provider.verify_access_token(token)
    assert provider.verify_access_token(token) is first


def test_forged_twin_of_a_seen_token_is_refused(op: Simulator, provider: Provider) -> None:
    token = op.access_token()
    provider.verify_access_token(token)
    head, payload, signature = token.split(".")
    other = op.access_token().split(".")[2]
    # Its first letter: the last one holds bits that are no part of the signature.
    changed = ("B" if signature.startswith("A") else "A") + signature[1:]
    for forged in (other, "", changed):
        with pytest.raises(TokenRefused):
            provider.verify_access_token(f"{head}.{payload}.{forged}")


def test_refused_token_is_refused_again(op: Simulator, provider: Provider) -> None:
    token = op.access_token(aud="portal")
    for _ in range(2):
        with pytest.raises(TokenRefused):
            provider.verify_access_token(token)
