"""The services of docker-compose.yml are what ./egov up starts, each confined to what it needs."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from egov_idp.containers.handout import hosted, recipients
from egov_idp.containers.services import STEPS
from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.platform import servers

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
SERVING = {name: each for name, each in SERVICES.items() if name not in STEPS}
MODULES = {module.name for module in hosted()}

every_service = pytest.mark.parametrize("name", SERVICES)
every_server = pytest.mark.parametrize("name", SERVING)


def test_what_serves_is_what_up_starts_with_each_module_alone() -> None:
    on_one_machine = (set(servers(Layout())) - {"web"}) | MODULES

    assert set(SERVING) == on_one_machine | {"database", "edge"}


def test_the_reference_describes_every_service() -> None:
    page = (ROOT / "docs/reference/containers.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == set(SERVICES)


def test_each_step_of_the_start_is_a_service() -> None:
    assert set(STEPS) < set(SERVICES)


def test_every_published_port_is_on_loopback_and_of_the_edge() -> None:
    published = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}

    assert set(published) == {"edge"}
    assert all(port.startswith("127.0.0.1:") for port in published["edge"])


@pytest.mark.parametrize(
    ("network", "among"),
    [("directory", {"slapd", "keycloak", "people"}), ("mail", {"mail", "keycloak"})],
)
def test_what_is_in_the_clear_stays_among_few_on_this_machine(
    network: str, among: set[str]
) -> None:
    members = {
        name
        for name, each in SERVICES.items()
        if any(re.sub(r"\$\{.*\}", "", one) == network for one in each.get("networks", ()))
    }

    assert COMPOSE["networks"][network] == {"internal": True}
    assert members == among


@every_service
def test_nothing_runs_as_root_or_may_become_it(name: str) -> None:
    service = SERVICES[name]

    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges=true"]
    assert service["read_only"] is True


@every_service
def test_a_service_runs_the_command_of_its_name(name: str) -> None:
    own = ["egov-database"] if name == "database" else ["egov-container", name]

    assert SERVICES[name]["command"] == own


@every_server
def test_what_serves_says_its_health_and_comes_back(name: str) -> None:
    service = SERVING[name]

    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"]


@every_server
def test_what_serves_reads_its_own_secrets_and_no_others(name: str) -> None:
    read = [volume for volume in SERVING[name].get("volumes", ()) if not_data(volume)]
    own = [f"secrets-{name}:/var/lib/egov/secrets:ro"] if name in recipients() else []

    assert read == own


def test_the_secrets_step_hands_out_to_all_who_read_some() -> None:
    given = {each for each in SERVICES["secrets"]["volumes"] if each.startswith("secrets-")}

    assert given == {f"secrets-{name}:/handout/{name}" for name in recipients()}


def test_the_edge_waits_for_every_module() -> None:
    assert set(SERVICES["edge"]["depends_on"]) >= MODULES


def test_only_the_edge_and_sign_in_that_sends_mail_reach_outside() -> None:
    outside = {name for name, network in COMPOSE["networks"].items() if not network}
    in_one = {
        (name, network)
        for name, each in SERVICES.items()
        for network in each.get("networks", ())
        if network not in COMPOSE["networks"] or network in outside
    }

    assert outside == {"outside", "mail-outside"}
    assert in_one == {("edge", "outside"), ("keycloak", "mail${EGOV_SMTP_HOST:+-outside}")}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_reaches_no_directory(module: str) -> None:
    assert SERVICES[module]["networks"] == ["databases", "web"]


def not_data(volume: str) -> bool:
    return volume.partition(":")[0] not in ("database", "directory")
