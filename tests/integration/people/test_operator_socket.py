"""The socket: for whoever runs the platform, and not reached over the network."""

import socket
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from egov_idp.api.daily import ACTOR, Daily
from egov_idp.api.operator.listener import listen
from egov_idp.audit import STORE
from egov_idp.local import people as people_process
from egov_idp.local.supervisor import Supervisor
from egov_idp.people.client import PeopleApi
from egov_idp.people.errors import OperatorAway, OperatorRefused, OperatorSilent
from egov_idp.policy.day import today
from egov_idp.users import login_name
from egov_kit import database
from egov_kit.simulator import Simulator

from tests.support._office import Office, who_runs_this
from tests.support._people import settings_of
from tests.support.directory import RunningDirectory


def hello(environ: object, start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"{}"]


def asked_at(path: Path) -> dict[str, Any]:
    return PeopleApi(socket=path, tenant="a").get("/people")


def test_only_the_owner_may_open_the_socket(office: Office) -> None:
    assert stat.S_IMODE(office.socket.stat().st_mode) == 0o600


def test_a_command_for_a_province_that_is_not_there_names_those_that_are(office: Office) -> None:
    with pytest.raises(OperatorRefused, match=r"There are: .*danang"):
        office.asked("atlantis").post("/people", name="Lê A")


def test_socket_may_lie_deeper_than_an_address_is_long(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100) / ("y" * 100) / "people.sock"
    with pytest.raises(OperatorAway):
        asked_at(deep)

    listener = listen(hello, deep)
    try:
        assert asked_at(deep) == {}
    finally:
        listener.close()


def test_socket_of_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "people.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    with pytest.raises(OperatorAway):
        asked_at(path)

    listener = listen(hello, path)
    try:
        assert asked_at(path) == {}
    finally:
        listener.close()


def test_answer_that_breaks_off_leaves_it_open_what_was_done(tmp_path: Path) -> None:
    def broken(environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"half":']

    listener = listen(broken, tmp_path / "people.sock")
    try:
        with pytest.raises(OperatorSilent):
            asked_at(tmp_path / "people.sock")
    finally:
        listener.close()


def test_who_gives_a_command_is_told_by_the_kernel_whatever_they_say(office: Office) -> None:
    claiming = replace(office.asked(), claim="os:lan")
    username = claiming.post("/people", name="Đinh Văn Ai")["username"]

    history = office.get(f"/people/{username}")["history"]
    assert {each["actor"] for each in history} == {f"os:{who_runs_this()} (claimed: os:lan)"}


@pytest.mark.parametrize("claim", ["lan) os:root (", "lan\nos:root", "l" * 65])
def test_claim_that_could_be_read_as_more_than_one_is_refused(office: Office, claim: str) -> None:
    with pytest.raises(OperatorRefused, match="no brackets"):
        replace(office.asked(), claim=claim).post("/people", name="Đinh Văn Giả")

    assert office.get("/people", text="Đinh Văn Giả")["people"] == []


def test_caller_whom_nobody_has_named_is_told_by_number() -> None:
    assert login_name(54321) == "uid 54321"


def test_command_is_heard_to_its_end_before_it_is_answered(office: Office) -> None:
    """Or who is still speaking finds the line cut, and never hears the answer."""
    said = "POST /tenants/danang/people/annv/restore HTTP/1.1\r\n"
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(office.socket))
        caller.sendall(f"{said}Content-Length: 2\r\n\r\n".encode())
        caller.settimeout(0.5)
        with pytest.raises(TimeoutError):
            caller.recv(1)
        caller.settimeout(10)
        caller.sendall(b"{}")
        assert caller.recv(12) == b"HTTP/1.0 200"


@pytest.mark.parametrize(
    ("language", "title"),
    [("vi", "Không ai có tên đăng nhập annv9"), ("en", "Nobody has the user name annv9")],
)
def test_problem_is_told_in_the_language_that_was_asked_for(
    office: Office, language: str, title: str
) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(office.socket))) as asker:
        told = asker.get(
            "http://people/tenants/danang/people/annv9", headers={"Accept-Language": language}
        )

    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
    assert told.json()["title"] == title


def test_directory_that_is_down_is_told_so_and_nothing_is_half_done(
    own_office: Office, own_servers: Supervisor
) -> None:
    own_office.directory.servers.stop()

    with pytest.raises(OperatorRefused, match="directory is resting"):
        own_office.post("/people", name="Đinh Văn Lỡ")


def test_new_day_brings_and_takes_the_grants_of_its_posts(own_office: Office) -> None:
    provinces, day = own_office.provinces, today()
    days = iter([day, day, day.replace(year=day.year + 20)])
    daily = Daily(provinces, day=lambda: next(days))
    an = own_office.directory.person("danang", "annv")
    danang = own_office.directory.open("danang")
    danang.set_grants(an.staff_id, posts=[], grants=[], modules=[], working_post=None)

    daily.look()
    assert own_office.directory.person("danang", "annv") == an

    danang.set_grants(an.staff_id, posts=[], grants=[], modules=[], working_post=None)
    daily.look()  # the same day: done already
    assert own_office.directory.person("danang", "annv").grants == ()

    daily.look()  # the acting post has ended by then
    grants = {str(each) for each in own_office.directory.person("danang", "annv").grants}
    assert grants == {"onestop.counter@H17.08", "onestop.return@H17.08"}
    record = own_office.get("/people/annv")["history"][0]
    assert (record["actor"], record["action"]) == (ACTOR, "person.grants")


def test_province_whose_directory_is_away_has_its_day_later(own_office: Office) -> None:
    daily = Daily(own_office.provinces)
    danang = own_office.directory.open("danang")
    an = own_office.directory.person("danang", "annv")
    danang.set_grants(an.staff_id, posts=[], grants=[], modules=[], working_post=None)

    with own_office.directory.hanging():
        daily.look()
    daily.look()

    assert own_office.directory.person("danang", "annv") == an


def test_people_process_serves_the_socket_and_never_the_network(
    own_directory: RunningDirectory, own_servers: Supervisor, op: Simulator
) -> None:
    layout = own_directory.layout
    settings = settings_of(own_directory, op, layout.var)
    for tenant in settings.tenants:
        database.migrate(settings, tenant, "egov_idp.api", STORE)
    service = people_process.service(layout, settings)
    own_servers.start(service)

    asked = PeopleApi(socket=people_process.socket(layout), tenant="danang")
    assert asked.get("/people/annv")["username"] == "annv"
    over_tcp = httpx.get(f"{service.address}/tenants/danang/people/annv")
    assert over_tcp.status_code == 404
    own_servers.stop()
    with pytest.raises(OperatorAway):
        asked.get("/people/annv")
