"""How a realm is read when Keycloak fails for a moment."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from egov_idp.realms.server import Server, administrator
from egov_idp.reconcile import RealmReader
from egov_idp.reconcile.errors import Refused
from egov_kit.simulator import Call, Loopback, Reply

FAILURE = Reply(status=500, body={"error": "unknown_error"})


@pytest.fixture
def answers() -> list[Reply]:
    """What the export answers, one after the other."""
    return []


@pytest.fixture
def realm(answers: list[Reply]) -> Iterator[RealmReader]:
    def answer(call: Call) -> Reply:
        if call.path.endswith("/token"):
            return Reply(body={"access_token": "a.e30.c", "expires_in": 60})
        return answers.pop(0)

    with closing(Loopback(answer)) as server:
        url = f"http://127.0.0.1:{server.port}/"
        there = Server(url=url, name="127.0.0.1", trusted=Path("/nowhere"))
        yield RealmReader(administrator(there, "egov-admin", "secret"), "danang")


def test_an_export_that_failed_is_asked_for_once_more(
    realm: RealmReader, answers: list[Reply]
) -> None:
    answers += [FAILURE, Reply(body={"realm": "danang"})]

    assert realm.read_by_post("partial-export") == {"realm": "danang"}


@pytest.mark.parametrize("replies", [[FAILURE, FAILURE], [Reply(status=403)]])
def test_an_export_that_is_refused_or_fails_again_is_an_error(
    realm: RealmReader, answers: list[Reply], replies: list[Reply]
) -> None:
    answers += replies

    with pytest.raises(Refused):
        realm.read_by_post("partial-export")
    assert answers == []
