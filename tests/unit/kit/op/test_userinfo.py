"""U: userinfo counts only for the person it was asked for."""

from typing import Any

import pytest
from egov_kit.errors import KitError, ProviderMisbehaved, ProviderUnreachable, TokenRefused
from egov_kit.op import Provider
from egov_kit.simulator import ABSENT, Reply, Simulator, changed

from tests.support.op import PERSON

GOOD = {"sub": "sub-1", **PERSON}
CLAIMS = [
    pytest.param({}, True, id="as it should be"),
    pytest.param({"email": "victim@danang.gov.vn"}, True, id="with an e-mail"),
    pytest.param({"sub": "sub-2"}, False, id="sub another"),
    pytest.param({"sub": "SUB-1"}, False, id="sub in other case"),
    pytest.param({"sub": ["sub-1"]}, False, id="sub an array"),
    pytest.param({"sub": ABSENT}, False, id="no sub"),
    pytest.param({"tenant": "quang-nam"}, False, id="another tenant"),
    pytest.param({"staff_id": ABSENT}, False, id="no staff_id"),
    pytest.param({"grants": "x"}, False, id="grants text"),
    pytest.param({"grants": ABSENT, "posts": ABSENT, "post": ABSENT}, True, id="no posts"),
]


@pytest.mark.parametrize(("changes", "good"), CLAIMS)
def test_claims(op: Simulator, provider: Provider, changes: dict[str, Any], good: bool) -> None:
    op.replies["userinfo"] = Reply(body=changed(GOOD, changes))
    if good:
        assert provider.userinfo("access-1", sub="sub-1").person.username == "annv"
    else:
        with pytest.raises(ProviderMisbehaved):
            provider.userinfo("access-1", sub="sub-1")


REPLIES = [
    pytest.param(Reply(status=401), TokenRefused, id="401"),
    pytest.param(Reply(status=403), TokenRefused, id="403"),
    pytest.param(Reply(status=500), ProviderUnreachable, id="500"),
    pytest.param(Reply(drop=True), ProviderUnreachable, id="dropped"),
    pytest.param(Reply(status=302, headers={"Location": "/x"}), ProviderMisbehaved, id="redirect"),
    pytest.param(Reply(body=GOOD, media_type="text/html"), ProviderMisbehaved, id="html"),
    pytest.param(Reply(body=b"a.b.c", media_type="application/jwt"), ProviderMisbehaved, id="jwt"),
]


@pytest.mark.parametrize(("reply", "error"), REPLIES)
def test_other_answers_are_typed_errors(
    op: Simulator, provider: Provider, reply: Reply, error: type[KitError]
) -> None:
    op.replies["userinfo"] = reply
    with pytest.raises(error):
        provider.userinfo("access-1", sub="sub-1")


def test_access_token_goes_into_the_header(op: Simulator, provider: Provider) -> None:
    op.replies["userinfo"] = Reply(body=GOOD)
    provider.userinfo("access-1", sub="sub-1")
    call = op.calls("userinfo")[0]
    assert (call.headers["authorization"], call.query) == ("Bearer access-1", {})


def test_server_without_userinfo_misbehaves(op: Simulator, provider: Provider) -> None:
    op.changes["discovery"]["userinfo_endpoint"] = ABSENT
    with pytest.raises(ProviderMisbehaved):
        provider.userinfo("access-1", sub="sub-1")
