"""The kit at two providers nobody here wrote, registered with a secret and with a key.

Both offer PKCE, nonce, ``iss`` in the answer, refresh tokens, back-channel and RP-initiated logout.
Only ``oidc-provider`` takes pushed requests to the end: idpyoidc 5.0 wants ``response_type``,
``scope`` and ``redirect_uri`` beside the ``request_uri`` (``Endpoint.verify_request`` is called
before ``_do_request_uri``), which RFC 9126 §4 leaves in the pushed request. So it offers none here.
"""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support._elsewhere import Party, Visit
from tests.support.elsewhere import Parties

PARTIES = [(op, name) for op in ("oidc_provider", "idpyoidc") for name in ("basic", "keyed")]


@pytest.fixture(params=PARTIES, ids="-".join)
def party(request: pytest.FixtureRequest) -> Iterator[Party]:
    op, name = request.param
    made: Party = request.getfixturevalue(f"at_{op}")[name]
    yield made
    made.later = timedelta()


@pytest.fixture
def visit(party: Party) -> Iterator[Visit]:
    made = party.visit()
    yield made
    made.human.close()


def test_person_signs_in_and_has_no_right_here(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    found = visit.whoami()
    assert found["name"] == "ada of elsewhere"
    assert (found["email"], found["email_verified"]) == ("shared@example.org", False)
    assert (found["staff_id"], found["posts"], found["grants"]) == (None, [], [])
    assert found["iss"] == party.settings.tenants[party.name].issuer
    assert visit.get("/read").status_code == 403


def test_request_is_pushed(at_oidc_provider: Parties) -> None:
    visit = at_oidc_provider["basic"].visit()
    asked = parse_qs(urlsplit(visit.get("/me").location).query)
    assert set(asked) == {"client_id", "request_uri"}
    visit.human.close()


def test_answer_in_the_name_of_another_issuer_is_refused(visit: Visit) -> None:
    answer = visit.at_provider(visit.get("/me"))
    assert visit.callback(answer | {"iss": "http://127.0.0.1:9"}).status_code == 400
    assert visit.get("/me").status_code == 302


def test_code_of_another_browser_is_refused(visit: Visit, party: Party) -> None:
    stolen = visit.at_provider(visit.get("/me"))["code"]
    thief = party.visit()
    answer = thief.at_provider(thief.get("/me"))
    assert thief.callback(answer | {"code": stolen}).status_code == 400
    thief.human.close()


def test_session_is_renewed_and_its_refresh_token_rotates(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    before = party.session_of(visit)
    party.later = before.access_expires_at - party.now() - timedelta(seconds=30)
    assert visit.get("/me").status_code == 200
    after = party.session_of(visit)
    assert after.refresh_token != before.refresh_token
    assert after.access_token != before.access_token
    assert after.renewed_at > before.renewed_at


def test_sign_out_goes_round_by_the_provider(visit: Visit) -> None:
    visit.sign_in("/me")
    back = visit.sign_out()
    assert visit.get(f"/oidc/logged-out?state={back['state']}").status_code == 200
    assert visit.get("/me").status_code == 302


def test_sign_out_at_the_provider_ends_the_session_here(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    at_provider = party.providers.get(party.name, "reports").end_session_url(
        id_token_hint=party.session_of(visit).id_token,
        post_logout_redirect_uri=f"{party.base}/oidc/logged-out",
        state="the-state-of-another-application",
    )
    assert visit.get("/me").status_code == 200
    visit.human.open(at_provider)
    assert visit.get("/me").status_code == 302


def test_sign_out_of_another_session_leaves_this_one(visit: Visit, party: Party) -> None:
    visit.sign_in("/me")
    other = party.visit("grace")
    other.sign_in("/me")
    other.sign_out()
    assert visit.get("/me").status_code == 200
    other.human.close()


def test_silent_check_finds_nobody_and_then_somebody(at_oidc_provider: Parties) -> None:
    visit = at_oidc_provider["basic"].visit()
    begun = visit.get("/oidc/login?prompt=none")
    assert visit.callback(visit.at_provider(begun)).status_code == 401
    visit.sign_in("/me")
    begun = visit.get("/oidc/login?prompt=none&next=/me")
    assert visit.callback(visit.at_provider(begun)).location == "/me"
    visit.human.close()
