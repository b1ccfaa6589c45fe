"""A whole platform: backed up while it serves, wiped, restored, started again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from egov_idp.local import platform
from egov_idp.local.backup.manifest import Manifest
from egov_idp.people.load import password_ref
from egov_idp.realms.clients import key_ref
from egov_idp.secrets import SecretStore
from egov_kit.module import discover

from tests.support._browser import Authenticator, Browser, Page
from tests.support._launcher import Place, new_place
from tests.support._relying_party import RelyingParty

PEOPLE = [("danang", "annv"), ("danang", "cuonglv"), ("danang", "khanhvt"), ("quang-nam", "annv")]


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What the platform was before it was wiped, and what was kept of it."""

    place: Place
    file: Path
    made: Manifest
    said: str
    again: Manifest
    """Of a backup that was made right after the restore."""
    authenticator: Authenticator
    subject: str
    """Keycloak's own number of the administrator."""


@pytest.fixture(scope="module")
def restored(backed_up: Place, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """It serves again, from the file alone."""
    place, folder = backed_up, tmp_path_factory.mktemp("backups")
    done(place, "up", "--detach")
    with Browser() as visitor, portal(place) as client:
        page = client.open(visitor)
        page, authenticator = visitor.enrol(sign_in(place, visitor, page, "danang", "hoanq"))
        subject = str(client.redeem(page).claims["sub"])
    made, said = backup(place, folder / "backup.tar.gz")
    done(place, "down")
    wipe(place.var)
    done(place, "restore", str(folder / "backup.tar.gz"))
    again, _ = backup(place, folder / "again.tar.gz")
    done(place, "up", "--detach")
    return Journey(
        place=place,
        file=folder / "backup.tar.gz",
        made=made,
        said=said,
        again=again,
        authenticator=authenticator,
        subject=subject,
    )


def done(place: Place, *command: str) -> str:
    ran = place.run(*command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def backup(place: Place, file: Path) -> tuple[Manifest, str]:
    ran = place.run("backup", str(file), "--json")
    assert ran.returncode == 0, ran.stderr
    return Manifest.model_validate_json(ran.stdout), ran.stderr


def wipe(var: Path) -> None:
    for path in var.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def portal(place: Place, tenant: str = "danang") -> Iterator[RelyingParty]:
    """The portal as Keycloak sees it."""
    settings = platform.describe(place.layout).settings
    module = next(each for each in discover() if each.kind == "portal")
    client = RelyingParty(
        issuer=settings.tenants[tenant].issuer,
        client_id=module.name,
        redirect_uri=f"{settings.module_url(tenant, module.name, portal=True)}/oidc/callback",
        key=SecretStore(place.layout.secrets).key(key_ref(tenant, module)),
    )
    yield client
    client.close()


def sign_in(place: Place, visitor: Browser, page: Page, tenant: str, username: str) -> Page:
    """Where somebody is after name and password."""
    secrets = SecretStore(place.layout.secrets)
    password = secrets.find_password(password_ref(tenant, "people", username))
    assert password
    return visitor.sign_in(page, username, password)


def test_every_count_is_the_same(restored: Journey) -> None:
    assert restored.again.totals == restored.made.totals
    assert restored.made.totals.realms["danang"]["credentials"] == 1


def test_people_were_kept_waiting_for_less_than_two_seconds(restored: Journey) -> None:
    waited = restored.said.partition("People were kept waiting for ")[2].split()[0]

    assert float(waited) < 2


@pytest.mark.parametrize(("tenant", "username"), PEOPLE)
def test_everybody_signs_in_with_their_password(
    restored: Journey, tenant: str, username: str
) -> None:
    with Browser() as visitor, portal(restored.place, tenant) as client:
        page = sign_in(restored.place, visitor, client.open(visitor), tenant, username)

        assert client.redeem(page).claims["tenant"] == tenant


def test_the_second_factor_is_the_one_from_before(restored: Journey) -> None:
    with Browser() as visitor, portal(restored.place) as client:
        page = sign_in(restored.place, visitor, client.open(visitor), "danang", "hoanq")
        claims = client.redeem(visitor.give_code(page, restored.authenticator)).claims

    assert (claims["acr"], claims["sub"]) == ("2", restored.subject)


def test_the_portal_lets_people_in(restored: Journey) -> None:
    settings = platform.describe(restored.place.layout).settings
    url = settings.module_url("danang", "portal", portal=True)
    with Browser(stop_at=()) as visitor:
        page = sign_in(restored.place, visitor, visitor.get(f"{url}/"), "danang", "annv")

    assert (page.status, page.url) == (200, f"{url}/")


def test_a_running_platform_is_not_restored(restored: Journey) -> None:
    refused = restored.place.run("restore", str(restored.file), "--yes")

    assert (refused.returncode, "./egov down" in refused.stderr) == (1, True)


def test_a_file_that_is_there_is_not_written_over(restored: Journey) -> None:
    before = restored.file.read_bytes()

    refused = restored.place.run("backup", str(restored.file))

    assert (refused.returncode, restored.file.read_bytes() == before) == (1, True)
    assert "there already" in refused.stderr


def test_a_backup_cut_short_is_refused(restored: Journey, tmp_path: Path) -> None:
    place, cut = new_place(tmp_path), tmp_path / "cut.tar.gz"
    whole = restored.file.read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])

    refused = place.run("restore", str(cut))

    assert (refused.returncode, "cut short" in refused.stderr) == (1, True)
    assert [
        name for name in ("ldap", "keycloak", "secrets", "restoring") if (tmp_path / name).exists()
    ] == []
