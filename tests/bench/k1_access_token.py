"""K1: what verifying an access token costs the kit, beside a bare signature check.

Run with ``python -m tests.bench.k1_access_token``. Ratios are the result: both sides do the same
tokens, interleaved, in CPU time of this process.
"""

import sys
import time
from collections.abc import Callable, Iterable
from statistics import median

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from egov_kit.errors import TokenRefused
from egov_kit.op import Provider
from joserfc.jwk import RSAKey

from tests.support._keys import decode, key
from tests.support.op import HostileOP, provider_of

ROUNDS = 11
TOKENS = 300
PEOPLE = 20
"""New tokens, but people come again: each has the same posts and grants as before."""


def main() -> None:
    """Measure and say it."""
    op = HostileOP()
    provider = provider_of(op)
    try:
        _say(_measure(op, provider))
    finally:
        provider.close()
        op.close()


def _measure(op: HostileOP, provider: Provider) -> list[tuple[float, float, float, float]]:
    rounds = []
    provider.verify_access_token(op.access_token())
    for _ in range(ROUNDS):
        tokens = [op.access_token(staff_id=_person(n % PEOPLE)) for n in range(TOKENS)]
        forged = [op.sign(op.access_token_claims(), _HEADER, key("evil")) for _ in tokens]
        rounds.append(
            (
                _cost(_raw_check(tokens)),
                _cost(lambda tokens=tokens: [provider.verify_access_token(t) for t in tokens]),
                _cost(lambda tokens=tokens: [provider.verify_access_token(t) for t in tokens]),
                _cost(lambda forged=forged: [_refuse(provider, each) for each in forged]),
            )
        )
    return rounds


_HEADER = {"typ": "at+jwt", "kid": "op-1"}


def _person(number: int) -> str:
    return f"5f0c1c5e-2c8e-4bb0-9d5e-{number:012x}"


def _raw_check(tokens: Iterable[str]) -> Callable[[], object]:
    ours = key("op-1")
    assert isinstance(ours, RSAKey)
    public = ours.public_key
    split = [token.rpartition(".") for token in tokens]
    ready = [(message.encode(), decode(signature)) for message, _, signature in split]
    return lambda: [public.verify(s, m, PKCS1v15(), SHA256()) for m, s in ready]


def _refuse(provider: Provider, token: str) -> None:
    try:
        provider.verify_access_token(token)
    except TokenRefused:
        return
    raise AssertionError("a forged token was taken")


def _cost(work: Callable[[], object]) -> float:
    """CPU microseconds for one token."""
    start = time.process_time()
    work()
    return (time.process_time() - start) / TOKENS * 1e6


def _say(rounds: list[tuple[float, float, float, float]]) -> None:
    raw, new, seen, refused = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(each[1] / each[0] for each in rounds)
    refusing = median(each[3] / each[0] for each in rounds)
    sys.stdout.write(
        f"raw signature check {raw:.1f} us\n"
        f"kit, new token      {new:.1f} us  {ratio:.2f}x (goal 2x)\n"
        f"kit, seen token     {seen:.1f} us  (goal 5 us)\n"
        f"kit, forged token   {refused:.1f} us  {refusing:.2f}x\n"
    )


if __name__ == "__main__":
    main()
