"""A change goes from ring to ring of a real platform, people sign in between, and harm halts it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from egov_idp.local import rings
from egov_idp.local.platform import Platform, declared
from egov_idp.local.rings import Asked
from egov_idp.people.errors import OperatorRefused
from egov_idp.reconcile import (
    Outcome,
    Plan,
    RealmAdmin,
    RealmReader,
    plan_file,
    plan_of,
    read,
)
from egov_idp.reconcile.errors import Halted, PlanOutdated, RolloutUnderway

from tests.support.keycloak import RunningKeycloak

CANARY, OTHER = "quang-nam", "danang"


@dataclass
class Screen:
    """What is told, and what somebody does in Keycloak right after a realm was written."""

    lines: list[str] = field(default_factory=list)
    meanwhile: Callable[[str], object] = lambda tenant: None

    def plan(self, ring: str, plan: Plan) -> None:
        self.lines.append(f"plan {plan.tenant} ({ring}): {len(plan.changes)}")

    def ring(self, name: str, tenants: Sequence[str]) -> None:
        self.lines.append(f"ring {name}: {' '.join(tenants)}")

    def written(self, outcome: Outcome) -> None:
        self.lines.append(str(outcome))
        self.meanwhile(outcome.tenant)

    def checked(self, tenant: str) -> None:
        self.lines.append(f"{tenant}: people sign in")


def bring(platform: Platform, screen: Screen | None = None, **said: object) -> list[str]:
    screen = screen or Screen()
    rings.bring(platform, Asked(**said), screen.plan, screen)
    return screen.lines


def shorter(platform: Platform, minutes: int) -> Platform:
    """The same platform, whose provinces declare another length of the sign-in page's life."""
    changed = {
        name: spec.model_copy(
            update={"sessions": spec.sessions.model_copy(update={"sign_in_minutes": minutes})}
        )
        for name, spec in platform.realms.items()
    }
    return replace(platform, realms=changed)


def minutes(keycloak: RunningKeycloak) -> dict[str, int]:
    """What the realms that run say."""
    return {
        tenant: keycloak.admin().get_realm(tenant)["accessCodeLifespanLogin"] // 60
        for tenant in (CANARY, OTHER)
    }


def digest(platform: Platform, keycloak: RunningKeycloak, tenant: str) -> str:
    return read(RealmAdmin(keycloak.admin(), tenant), declared(platform, tenant)).digest


def status(keycloak: RunningKeycloak, tenant: str) -> str:
    probe = keycloak.directory.open(tenant).find_probe()
    return probe.status if probe else "none"


@pytest.fixture
def settled(platform: Platform) -> Iterator[Platform]:
    """Both realms are as declared, before and after."""
    bring(platform)
    yield platform
    bring(platform)


def disabled_probe(keycloak: RunningKeycloak) -> Callable[[str], None]:
    """Somebody switches the probe's client off as soon as the canary is written."""

    def do(tenant: str) -> None:
        admin = keycloak.admin(tenant)
        client = admin.get_client_id("probe")
        assert client
        admin.update_client(client, {**admin.get_client(client), "enabled": False})

    return do


def opened_gate(keycloak: RunningKeycloak) -> Callable[[str], None]:
    """Somebody lets every active person into the one-stop shop."""

    def do(tenant: str) -> None:
        admin = keycloak.admin(tenant)
        client = admin.get_client_id("onestop")
        assert client
        found = admin.get_client(client)
        attributes = {**found["attributes"], "egov.module": "open"}
        admin.update_client(client, {**found, "attributes": attributes})

    return do


def test_a_change_reaches_the_canary_first_and_people_sign_in_to_each(
    settled: Platform, keycloak: RunningKeycloak
) -> None:
    lines = bring(shorter(settled, 29))

    assert lines == [
        f"plan {CANARY} (canary): 1",
        f"plan {OTHER} (all others): 1",
        f"ring canary: {CANARY}",
        f"{CANARY} changed (1 change)",
        f"{CANARY}: people sign in",
        f"ring all others: {OTHER}",
        f"{OTHER} changed (1 change)",
        f"{OTHER}: people sign in",
    ]
    assert minutes(keycloak) == {CANARY: 29, OTHER: 29}


def test_realms_that_are_as_declared_are_tried_and_not_written(settled: Platform) -> None:
    lines = bring(settled, tenants=(OTHER,))

    assert lines == [
        f"plan {OTHER} (all others): 0",
        f"ring all others: {OTHER}",
        f"{OTHER} as declared",
        f"{OTHER}: people sign in",
    ]


def test_one_change_at_a_time_goes_from_ring_to_ring(settled: Platform) -> None:
    class Second(Screen):
        def ring(self, name: str, tenants: Sequence[str]) -> None:
            with pytest.raises(RolloutUnderway):
                bring(settled)
            super().ring(name, tenants)

    lines = bring(settled, Second(), tenants=(OTHER,))

    assert lines[-1] == f"{OTHER}: people sign in"


def test_harm_in_the_canary_leaves_the_next_ring_untouched(
    settled: Platform, keycloak: RunningKeycloak
) -> None:
    before = digest(settled, keycloak, OTHER)

    with pytest.raises(Halted, match=f"(?s)Halted at {CANARY}: nobody.*not touched: {OTHER}"):
        bring(shorter(settled, 28), Screen(meanwhile=disabled_probe(keycloak)))

    assert digest(settled, keycloak, OTHER) == before
    assert (status(keycloak, CANARY), minutes(keycloak)) == ("locked", {CANARY: 28, OTHER: 30})


def test_the_same_command_goes_on_where_it_was_halted(
    settled: Platform, keycloak: RunningKeycloak
) -> None:
    changed = shorter(settled, 28)
    with pytest.raises(Halted):
        bring(changed, Screen(meanwhile=disabled_probe(keycloak)))

    lines = bring(changed)  # it puts the client back, too

    assert f"{CANARY} changed (1 change)" in lines
    assert lines[-1] == f"{OTHER}: people sign in"
    assert minutes(keycloak) == {CANARY: 28, OTHER: 28}


def test_a_module_that_refuses_nobody_any_more_halts_it(
    settled: Platform, keycloak: RunningKeycloak
) -> None:
    with pytest.raises(Halted, match="onestop lets somebody in who has no grant of it"):
        bring(settled, Screen(meanwhile=opened_gate(keycloak)))


def test_a_directory_that_goes_away_halts_it(settled: Platform, keycloak: RunningKeycloak) -> None:
    with ExitStack() as until_it_is_back:
        gone = Screen(
            meanwhile=lambda tenant: until_it_is_back.enter_context(keycloak.directory.killed())
        )
        with pytest.raises(Halted, match=f"(?s)Halted at {CANARY}.*not touched: {OTHER}"):
            bring(settled, gone)

    assert not any("people sign in" in line for line in gone.lines)
    assert status(keycloak, CANARY) == "locked"


def test_nothing_is_written_where_sign_in_could_not_be_tried(
    settled: Platform, keycloak: RunningKeycloak
) -> None:
    with keycloak.directory.killed(), pytest.raises(OperatorRefused, match="resting"):
        bring(shorter(settled, 26))

    assert minutes(keycloak) == {CANARY: 30, OTHER: 30}


def test_a_plan_in_a_file_is_brought_from_ring_to_ring_and_again(
    settled: Platform, keycloak: RunningKeycloak, tmp_path: Path
) -> None:
    changed, path = shorter(settled, 27), tmp_path / "plan"
    plan_file.save(path, plans(changed, keycloak), keycloak.applier)
    with pytest.raises(Halted):
        bring(changed, Screen(meanwhile=disabled_probe(keycloak)), plan=path)
    with pytest.raises(PlanOutdated):  # the client that somebody switched off is in no plan
        bring(changed, plan=path)
    switch_probe_on(keycloak)

    lines = bring(changed, plan=path)

    assert f"{CANARY} as declared" in lines
    assert minutes(keycloak) == {CANARY: 27, OTHER: 27}


def plans(changed: Platform, keycloak: RunningKeycloak) -> Iterator[Plan]:
    for tenant in (CANARY, OTHER):
        reader = RealmReader(keycloak.admin(), tenant)
        yield plan_of(reader, declared(changed, tenant), keycloak.applier)


def switch_probe_on(keycloak: RunningKeycloak) -> None:
    admin = keycloak.admin(CANARY)
    client = admin.get_client_id("probe")
    assert client
    admin.update_client(client, {**admin.get_client(client), "enabled": True})
