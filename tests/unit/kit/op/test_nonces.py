"""Which nonce of the server stands in the next proof of a key (RFC 9449 §8)."""

import pytest
from egov_kit.errors import GrantRefused
from egov_kit.op import ProofKey, Provider
from egov_kit.simulator import Call, Reply, Simulator
from egov_kit.simulator.jose import claims_of


def test_late_answer_without_a_nonce_puts_no_older_one_back(
    op: Simulator, provider: Provider
) -> None:
    shown: list[object] = []

    def ask() -> None:
        with pytest.raises(GrantRefused):
            provider.refresh("of nobody", key=ProofKey.new())

    def answer(call: Call) -> Reply:
        shown.append(claims_of(call.headers["dpop"]).get("nonce"))
        number = len(shown)
        if number == 2:
            ask()  # another thread of the same client is answered first
        given = {1: {"DPoP-Nonce": "old"}, 3: {"DPoP-Nonce": "new"}}.get(number, {})
        return Reply(status=400, body={"error": "invalid_grant"}, headers=given)

    op.replies["token"] = answer
    for _ in range(3):
        ask()
    assert shown == [None, "old", "old", "new"]
