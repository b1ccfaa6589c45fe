import logging

import pytest
from egov_kit.simulator import Reply, Simulator
from egov_kit.web import cookies

from tests.support.op import HandClock
from tests.support.web import Browser


def test_no_log_holds_anything_that_opens_something(
    browser: Browser,
    op: Simulator,
    clock: HandClock,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = exercise(browser, op, clock)
    written = caplog.text + "".join(capsys.readouterr())
    assert "signin.done" in written
    for name, secret in secrets.items():
        assert secret not in written, name
    assert "eyJ" not in written


def exercise(browser: Browser, op: Simulator, clock: HandClock) -> dict[str, str]:
    """Sign in, be refused, refresh, fail, call and sign out; every secret that was about."""
    answer = browser.at_provider(browser.get("/mine"))
    attempt = next(v for n, v in browser.cookies().items() if n.startswith(cookies.ATTEMPT))
    browser.callback(answer)
    browser.callback(answer)
    session = browser.cookies()[cookies.SESSION]
    browser.get("/token")
    browser.script("GET", "/api/whoami", Authorization=f"Bearer {op.access_token(exp=1)}")
    clock.forward(250)
    op.replies["token"] = Reply(status=400, body={"error": "invalid_grant"})
    browser.get("/mine")
    op.replies["token"] = Reply(media_type="text/html", body=b"<html>")
    clock.forward(60)
    browser.get("/mine")
    form = browser.form_token("/oidc/logout")
    browser.post("/oidc/logout", {"csrf_token": form})
    sent = [call.form for call in op.calls("token")]
    return {
        "state": answer["state"],
        "code": answer["code"],
        "attempt": attempt,
        "session": session,
        "form": form,
        "verifier": sent[0]["code_verifier"],
        "refresh": next(each["refresh_token"] for each in sent if "refresh_token" in each),
    }
