"""``./egov person`` and ``./egov unit`` as a technician gives them to the test run's platform."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import CompletedProcess
from typing import Any

import pytest
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_ldap import tree

from tests.support._launcher import Place
from tests.support.directory import RunningDirectory


@dataclass(frozen=True, kw_only=True)
class Commands:
    """One technician's terminal."""

    place: Place

    def run(self, *words: str) -> CompletedProcess[str]:
        return self.place.run(*words)

    def told(self, *words: str) -> dict[str, Any]:
        """What the command says to programs; it must do what it was told."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        said: dict[str, Any] = json.loads(done.stdout)
        return said


@pytest.fixture
def commands(platform: Platform, layout: Layout, directory: RunningDirectory) -> Iterator[Commands]:
    """Whoever is added, and whatever posts they are given, go away again.

    Keycloak still knows them: as in life, no user name is given twice in a test run.
    """
    danang = directory.open("danang")
    people = {each.staff_id for each in danang.list_people()}
    yield Commands(place=Place(var=layout.var, ports=layout.ports))
    new = {each.staff_id for each in danang.list_people()} - people
    with directory.account("danang", "writer") as connection:
        for post in danang.list_posts():
            if post.holder in new:
                connection.delete(tree.post("danang", post.id))
        for staff_id in new:
            connection.delete(tree.person("danang", staff_id))
