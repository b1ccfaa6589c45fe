"""``./egov realm drift``: what the guide tells to type does what the guide says."""

import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from egov_idp.local import platform, records
from egov_idp.local.layout import ROOT
from egov_idp.reconcile import RealmAdmin

from tests.support._commands import typed
from tests.support._launcher import EGOV, PATIENCE, Place

GUIDE = ROOT / "docs" / "how-to" / "what-somebody-changed-by-hand.md"
LOOK, ADOPT, IGNORE, REVERT = typed(GUIDE)
CLOSED, REMEMBER = "4db4-b92826", "e9fa-d6f6f9"
"""Names that the guide shows."""


@pytest.fixture
def place(own_source: Place) -> Iterator[Place]:
    """The platform and its files, as they are declared before and after."""
    folder = own_source.source / "realms"
    before = (folder / "danang.yaml").read_bytes()
    yield own_source
    (folder / "danang.yaml").write_bytes(before)
    (folder / "_ignored.yaml").unlink(missing_ok=True)
    done = own_source.run("realm", "apply", "danang")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def realm(place: Place) -> RealmAdmin:
    """As somebody at Keycloak's console has it."""
    described = platform.describe(place.layout)
    return RealmAdmin(platform.realm_administrator(described), "danang")


@pytest.fixture
def changed(realm: RealmAdmin) -> None:
    """What the guide shows."""
    realm.put("", {"realm": "danang", "failureFactor": 3, "rememberMe": True})
    close(realm)


def close(realm: RealmAdmin) -> None:
    (client,) = realm.get("clients", clientId="onestop")
    realm.put(f"clients/{client['id']}", client | {"enabled": False})


def do(place: Place, line: str, code: int = 0) -> str:
    """What a line says; it must end so."""
    done = place.run(*shlex.split(line)[1:])
    assert done.returncode == code, f"$ {line}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def file(place: Place) -> Path:
    return place.source / "realms" / "danang.yaml"


def journal(place: Place) -> list[tuple[str, str]]:
    """What was decided last, and how it ended."""
    lines = (place.layout.realms / "danang.journal").read_text("utf-8").splitlines()
    return [(each["what"][0], each["result"]) for each in map(json.loads, lines[-2:])]


def test_every_line_of_the_guide_does_what_it_says(changed: None, place: Place) -> None:
    said = do(place, LOOK, 2)
    shown = GUIDE.read_text("utf-8").split("```text\n")[1].split("```")[0]
    without_who = [line.partition(" (by ")[0] for line in said.splitlines()]
    assert without_who == [line.partition(" (by ")[0] for line in shown.splitlines()]

    before = file(place).read_text("utf-8")
    assert "+  allowed: 3" in do(place, ADOPT)
    assert file(place).read_text("utf-8") == f"{before}wrong_passwords:\n  allowed: 3\n"
    do(place, IGNORE)
    assert f"{REMEMBER} realm settings: rememberMe" in do(place, LOOK, 2)
    do(place, REVERT)

    left = do(place, LOOK)
    assert "danang: nothing changed by hand" in left
    assert "ignored until" in left
    assert "chờ bản vá" in do(place, "./egov realm plan danang")


def test_what_is_ignored_is_left_by_apply_and_by_the_next_start(
    place: Place, realm: RealmAdmin
) -> None:
    close(realm)
    do(place, IGNORE)

    assert "left as it is: client onestop: enabled" in do(place, "./egov realm apply danang")
    assert realm.get("clients", clientId="onestop")[0]["enabled"] is False
    assert [result for _, result in journal(place)] == ["begun", "done"]
    assert all(what.startswith(f"ignore {CLOSED}") for what, _ in journal(place))

    do(place, f"./egov realm drift revert danang {CLOSED}")
    assert realm.get("clients", clientId="onestop")[0]["enabled"] is True
    close(realm)
    do(place, LOOK, 2)


def test_all_that_nobody_ignores_is_taken_back_at_once(changed: None, place: Place) -> None:
    do(place, IGNORE)

    do(place, "./egov realm drift revert danang --all")

    (found,) = json.loads(do(place, f"{LOOK} --json"))
    assert (found["changes"], [each["id"] for each in found["ignored"]]) == ([], [CLOSED])


def test_a_name_of_nothing_is_told_and_nothing_is_done(place: Place) -> None:
    before = file(place).read_text("utf-8")

    said = do(place, "./egov realm drift adopt danang 0000-000000", 1)

    assert "danang has no change by hand 0000-000000; nothing was done" in said
    assert file(place).read_text("utf-8") == before


@contextmanager
def watching(place: Place, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Somebody watches; waits until a text is said, and ends it with Ctrl-C."""
    said = tmp_path / "said"
    with said.open("w", encoding="utf-8") as output:
        running = subprocess.Popen(
            [*EGOV, "realm", "drift", "danang", "--watch", "--every", "1s"],
            cwd=place.source,
            env=place.environment,
            stdout=output,
            stderr=output,
        )

    def wait_for(text: str) -> str:
        give_up = time.monotonic() + PATIENCE
        while text not in said.read_text("utf-8"):
            assert running.poll() is None, said.read_text("utf-8")
            assert time.monotonic() < give_up, said.read_text("utf-8")
            time.sleep(0.2)
        return said.read_text("utf-8")

    try:
        yield wait_for
    finally:
        running.send_signal(signal.SIGINT)
        code = running.wait(PATIENCE)
    assert code == 0, said.read_text("utf-8")


def test_watching_sees_changes_come_and_go_and_outlives_keycloak(
    place: Place, realm: RealmAdmin, tmp_path: Path
) -> None:
    with watching(place, tmp_path) as wait_for:
        close(realm)
        wait_for(f"danang: new: {CLOSED} client onestop")
        do(place, f"./egov realm drift revert danang {CLOSED}")
        wait_for(f"danang: gone: {CLOSED} client onestop")

        (keycloak,) = (
            each.pid for each in records.list_all(place.layout.run) if each.name == "keycloak"
        )
        assert keycloak
        os.kill(keycloak, signal.SIGKILL)
        wait_for("danang: no answer: ")
        assert wait_for("danang: answers again").count("no answer") == 1
