"""K1: what verifying an access token costs the kit, beside a bare signature check.

joserfc does the same tokens with its keys kept, and checks ``iss``, ``aud`` and ``exp``; the kit
also checks and reads all other claims. CPU time of this process, in turns.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from statistics import median

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from egov_kit.errors import TokenRefused
from egov_kit.op import Provider
from egov_kit.simulator import Simulator
from egov_kit.simulator.jose import decode, key
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.support import _figures
from tests.support.op import provider_of, simulated

ROUNDS = 11
TOKENS = 300
PEOPLE = 20
"""New tokens, but people come again: each has the same posts and grants as before."""


def main() -> None:
    """Measure, say it and write it down."""
    op = simulated()
    provider = provider_of(op)
    try:
        lines = _figures.table(
            ("what", "CPU", "beside the bare check", "goal"), _rows(op, provider)
        )
    finally:
        provider.close()
        op.close()
    sys.stdout.write("\n".join(lines) + "\n")
    _figures.write("K1: an access token", lines)


def _rows(op: Simulator, provider: Provider) -> Iterator[tuple[str, ...]]:
    rounds = _measure(op, provider)
    for name in rounds[0]:
        taken = median(each[name] for each in rounds)
        times = median(each[name] / each[_BARE] for each in rounds)
        yield (name, f"{taken:.1f} us", f"{times:.2f}x", _GOALS.get(name, ""))


_BARE = "bare signature check"
_GOALS = {"kit, new token": "2x", "kit, seen token": "5 us"}


def _measure(op: Simulator, provider: Provider) -> list[dict[str, float]]:
    rounds = []
    provider.verify_access_token(op.access_token())
    for _ in range(ROUNDS):
        tokens = [op.access_token(staff_id=_person(n % PEOPLE)) for n in range(TOKENS)]
        forged = [op.sign(op.access_token_claims(), _HEADER, key("evil")) for _ in tokens]
        sides: dict[str, Callable[[], object]] = {
            _BARE: _raw_check(tokens),
            "kit, new token": lambda tokens=tokens: list(map(provider.verify_access_token, tokens)),
            "kit, seen token": lambda tokens=tokens: list(
                map(provider.verify_access_token, tokens)
            ),
            "kit, forged token": lambda forged=forged: [_refuse(provider, t) for t in forged],
            "joserfc": lambda tokens=tokens: [_joserfc(op, each) for each in tokens],
        }
        rounds.append({name: _cost(work) for name, work in sides.items()})
    return rounds


_KEYS = KeySet([key("op-1")])


def _joserfc(op: Simulator, token: str) -> None:
    found = jwt.decode(token, _KEYS, algorithms=["RS256"])
    wanted = {"essential": True}
    rules = jwt.JWTClaimsRegistry(
        iss=wanted | {"value": op.issuer}, aud=wanted | {"value": "onestop"}, exp=wanted
    )
    rules.validate(found.claims)


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


if __name__ == "__main__":
    main()
