"""kill -9 of the launcher in each step of a first start: the next start goes on and serves."""

import json
import os
import random
import re
import signal
import time
from pathlib import Path

import pytest
from egov_idp.local import status

from tests.support._launcher import PATIENCE, Place, new_place

# What the launcher has said when it is killed, in the order in which a first start says it.
SAID = (
    "· Keycloak, fetched and prepared",
    "· Directory: data of danang",
    "✓ Directory: data of danang",
    "· slapd on",
    "✓ slapd on",
    "· keycloak on",
    "✓ keycloak on",
    "· Realm of danang",
    "✓ Realm of danang",
    "· Databases of danang",
    "✓ Databases of danang",
    "· people on",
    "· web on",
    "· internal on",
    "✓ internal on",
    "Stop everything: Ctrl-C.",
    "2 of 2 ready",
)
SAMPLE = sorted(random.Random(4).sample(range(len(SAID)), 2))  # noqa: S311 - no secret


def kill_when_said(place: Place, said: str) -> None:
    with place.up() as running:
        give_up = time.monotonic() + PATIENCE
        while said not in place.output:
            assert running.poll() is None, place.output[-3000:]
            assert time.monotonic() < give_up, place.output[-3000:]
            time.sleep(0.005)
        running.kill()
    until_nothing_listens(place, within=5)


def until_nothing_listens(place: Place, within: float) -> None:
    give_up = time.monotonic() + within
    while place.taken:
        assert time.monotonic() < give_up, place.taken
        time.sleep(0.05)


def serves_whole(place: Place) -> bool:
    """All processes and both tenants, asked from outside."""
    give_up = time.monotonic() + PATIENCE
    while {each.state for each in status.look(place.layout).tenants} != {"ready"}:
        assert time.monotonic() < give_up, place.output[-3000:]
        time.sleep(0.2)
    examined = json.loads(place.run("doctor", "--json").stdout)
    wrong = [each for each in examined["checks"] if each["state"] == "failed"]
    return not [each for each in wrong if re.match("port|directory|issuer|tenant", each["check"])]


def start_and_stop(place: Place) -> bool:
    with place.up() as running:
        place.wait_up(running)
        served = serves_whole(place)
        running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE) == 0
    return served


def test_a_first_start_killed_twice_on_its_way_goes_on_and_serves(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    for at in SAMPLE:
        kill_when_said(place, SAID[at])

    assert start_and_stop(place)


@pytest.mark.deep
@pytest.mark.parametrize("said", SAID)
def test_a_first_start_killed_at_any_step_goes_on_and_serves(tmp_path: Path, said: str) -> None:
    place = new_place(tmp_path)
    kill_when_said(place, said)

    assert start_and_stop(place)
    assert not list(tmp_path.rglob("*.loading"))
    assert os.listdir(tmp_path / "ldap" / "data")
