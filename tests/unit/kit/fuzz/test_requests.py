"""Whatever anybody sends to the kit's own paths: an answer of the right kind, no fault of ours."""

import pytest
from egov_kit.host import Host
from egov_kit.simulator import Simulator
from egov_kit.web.cookies import ANONYMOUS, ATTEMPT, LANGUAGE, SESSION, SIGN_OUT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from tests.support._hostile import TEXT, bent
from tests.support.op import event_token
from tests.support.web import HOST

# One server and one database for all examples of a test: nothing may be left of any of them.
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=80)
NAMES = st.sampled_from(
    ["state", "code", "iss", "error", "error_description", "next", "prompt", "session_state", "x"]
)
QUERY = st.lists(st.tuples(NAMES, TEXT), max_size=6)
BASE = f"http://{HOST}"


@SHARED
@pytest.mark.parametrize("path", ["/oidc/callback", "/oidc/login", "/oidc/logged-out"])
@given(query=QUERY, method=st.sampled_from(["GET", "HEAD", "POST", "PUT"]))
def test_any_query(host: Host, path: str, query: list[tuple[str, str]], method: str) -> None:
    got = Client(host.public).open(path, method=method, query_string=query, base_url=BASE)
    assert got.status_code in (
        (302, 400, 401, 403, 405) if path != "/oidc/logged-out" else (200, 400, 405)
    )
    assert f"{SESSION}=" not in got.headers.get("Set-Cookie", "")


@SHARED
@given(data=st.data())
def test_any_cookie_signs_nobody_in_and_harms_nobody(host: Host, data: st.DataObject) -> None:
    names = data.draw(
        st.lists(st.sampled_from([SESSION, f"{ATTEMPT}a", SIGN_OUT, ANONYMOUS, LANGUAGE]))
    )
    header = "; ".join(f"{name}={data.draw(LATIN)}" for name in names) + data.draw(LATIN)
    got = Client(host.public, use_cookies=False).get(
        "/mine", base_url=BASE, headers={"Cookie": header}
    )
    assert got.status_code == 302


@SHARED
@given(value=LATIN | LATIN.map("Bearer {}".format) | LATIN.map("DPoP {}".format))
def test_any_authorization_is_a_401(host: Host, value: str) -> None:
    got = Client(host.public).get("/api/whoami", base_url=BASE, headers={"Authorization": value})
    assert got.status_code == 401
    assert got.headers["WWW-Authenticate"].startswith("Bearer")


@SHARED
@given(value=LATIN)
def test_any_host_is_a_404(host: Host, value: str) -> None:
    got = Client(host.public).get("/mine", headers={"Host": value})
    assert got.status_code == 404


@SHARED
@pytest.mark.parametrize("path", ["backchannel-logout", "events"])
@given(data=st.data())
def test_any_other_body_from_a_server_is_a_400(
    host: Host, op: Simulator, path: str, data: st.DataObject
) -> None:
    good = (op.logout_token() if path == "backchannel-logout" else event_token(op)).encode()
    body = data.draw(st.binary(max_size=200) | bent(good) | bent(b"logout_token=" + good))
    kind = data.draw(
        st.sampled_from(
            ["application/secevent+jwt", "application/x-www-form-urlencoded", "text/plain"]
        )
        | LATIN
    )
    got = Client(host.internal).post(f"/onestop/oidc/{path}", data=body, content_type=kind)
    # What was not bent after all, or only in bits of its last letter that say nothing, is good.
    obeyed = (200, 202) if good[:-1] in body else ()
    assert got.status_code in (400, *obeyed)
    assert got.headers["Cache-Control"] == "no-store"
