"""The one service account: it does three things to a person, and can do nothing else."""

import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from egov_idp.people.errors import SignInRefused, SignInUnreachable
from egov_idp.people.sign_in import SignIn
from egov_idp.reconcile import RealmAdmin
from egov_ldap import tree
from ldap3 import MODIFY_REPLACE

from tests.support._browser import Browser
from tests.support._ports import free_ports
from tests.support._relying_party import RelyingParty, claims
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak

ONE_TIME, CHOSEN = "mot-Lan.Duy-nhat-2026", "Cua-rieng.Toi-2026"


@pytest.fixture
def account(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "egov-idp")


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture
def sign_in(keycloak: RunningKeycloak) -> Iterator[SignIn]:
    opened = SignIn(keycloak.settings, "danang")
    yield opened
    opened.close()


@pytest.fixture
def _binh_comes_back(keycloak: RunningKeycloak, directory: RunningDirectory) -> Iterator[None]:
    """The stored hash is put back as it was, by the only one who may: the local administrator."""
    dn = tree.person("danang", directory.person("danang", "binhtt").staff_id)
    keycloak.forget("danang", "binhtt")
    with directory.local_admin() as admin:
        admin.search(dn, "(objectClass=*)", "BASE", attributes=["userPassword"])
        before = admin.entries[0].userPassword.raw_values
        yield
        admin.modify(dn, {"userPassword": [(MODIFY_REPLACE, before)]})
    user = keycloak.user_id("danang", "binhtt")
    keycloak.admin("danang").update_user(user, {"requiredActions": []})
    keycloak.forget("danang", "binhtt")


def own_token(account: RelyingParty, **more: str) -> httpx.Response:
    return account.token(grant_type="client_credentials", **more)


def asked(account: RelyingParty, method: str, path: str, content: object = None) -> int:
    """What the admin API of that path answers to the service account."""
    server = account.issuer.replace("/realms/", "/admin/realms/")
    headers = {"Authorization": f"Bearer {own_token(account).json()['access_token']}"}
    answer = account._http.request(method, f"{server}{path}", headers=headers, json=content)
    return answer.status_code


def test_token_of_the_service_account_is_addressed_to_nobody(account: RelyingParty) -> None:
    said = claims(own_token(account).json()["access_token"])

    assert "aud" not in said
    assert {"staff_id", "grants", "posts"} & set(said) == set()


@pytest.mark.parametrize("module", ["onestop", "portal", "egov-idp"])
def test_service_account_may_not_ask_for_a_module(account: RelyingParty, module: str) -> None:
    refused = own_token(account, scope=f"call:{module}")

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "path",
    ["/clients", "/components", "/events", "/admin-events", "/roles", "/authentication/flows"],
)
def test_service_account_reads_nothing_but_users(account: RelyingParty, path: str) -> None:
    assert asked(account, "GET", path) == 403
    assert asked(account, "GET", "/users?username=annv&exact=true") == 200


def test_service_account_changes_neither_realm_nor_clients(account: RelyingParty) -> None:
    assert asked(account, "PUT", "", {"registrationAllowed": True}) == 403
    assert asked(account, "POST", "/clients", {"clientId": "door"}) == 403
    assert asked(account, "POST", "/components", {"name": "door"}) == 403


def test_service_account_gives_nobody_more_rights(
    account: RelyingParty, keycloak: RunningKeycloak
) -> None:
    admin = keycloak.admin("danang")
    client = admin.get_client_id("realm-management")
    role = admin.get_client_role(client, "realm-admin")
    user = keycloak.user_id("danang", "annv")

    refused = asked(account, "POST", f"/users/{user}/role-mappings/clients/{client}", [role])

    assert refused == 403
    assert admin.get_client_roles_of_user(user, client) == []


def test_service_account_is_of_its_own_realm_alone(account: RelyingParty) -> None:
    token = own_token(account).json()["access_token"]
    there = account.issuer.replace("/realms/danang", "/admin/realms/quang-nam")

    answer = account._http.get(f"{there}/users", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code in (401, 403)


@pytest.mark.usefixtures("_binh_comes_back")
def test_one_time_password_opens_nothing_until_another_one_is_chosen(
    sign_in: SignIn,
    directory: RunningDirectory,
    portal: RelyingParty,
    visitor: Browser,
    other_visitor: Browser,
) -> None:
    sign_in.set_one_time_password(directory.person("danang", "binhtt").staff_id, ONE_TIME)

    page = visitor.sign_in(portal.open(visitor), "binhtt", ONE_TIME)
    assert page.asks_for("password-new")
    assert portal.open(visitor).asks_for("password")  # no session yet
    page = visitor.sign_in(portal.open(visitor), "binhtt", ONE_TIME)
    form = page.form("password-new")
    same = visitor.submit(form, **{"password-new": ONE_TIME, "password-confirm": ONE_TIME})
    assert "mật khẩu đang dùng" in same.text
    form = same.form("password-new")
    page = visitor.submit(form, **{"password-new": CHOSEN, "password-confirm": CHOSEN})

    assert portal.redeem(page).claims["preferred_username"] == "binhtt"
    assert portal.sign_in(other_visitor, "binhtt", CHOSEN)
    with Browser() as elsewhere:
        again = elsewhere.sign_in(portal.open(elsewhere), "binhtt", ONE_TIME)
        assert not portal.arrived(again)


@pytest.mark.usefixtures("_binh_comes_back")
def test_one_time_password_is_in_no_event_of_keycloak(
    sign_in: SignIn, directory: RunningDirectory, keycloak: RunningKeycloak
) -> None:
    sign_in.set_one_time_password(directory.person("danang", "binhtt").staff_id, ONE_TIME)

    admin = keycloak.admin("danang")
    told = admin.connection.raw_get("admin/realms/danang/admin-events").text
    assert "reset-password" in told
    assert ONE_TIME not in told


def test_nobody_of_the_directory_is_refused(sign_in: SignIn) -> None:
    with pytest.raises(SignInRefused):
        sign_in.set_one_time_password(uuid4(), ONE_TIME)
    sign_in.end_sessions(uuid4())  # who is unknown has none


def test_user_made_in_keycloak_is_nobody(sign_in: SignIn, keycloak: RunningKeycloak) -> None:
    admin, staff_id = keycloak.admin("danang"), uuid4()
    made = admin.create_user({"username": "door", "attributes": {"LDAP_ID": [str(staff_id)]}})
    try:
        with pytest.raises(SignInRefused):
            sign_in.set_one_time_password(staff_id, ONE_TIME)
    finally:
        admin.delete_user(made)


@pytest.mark.usefixtures("_binh_comes_back")
def test_sessions_end_also_of_somebody_locked_meanwhile(
    sign_in: SignIn,
    keycloak: RunningKeycloak,
    directory: RunningDirectory,
    portal: RelyingParty,
    visitor: Browser,
) -> None:
    binh, danang = directory.person("danang", "binhtt"), directory.open("danang")
    given = portal.sign_in(visitor, "binhtt", keycloak.password("danang", "binhtt"))
    danang.set_status(binh.staff_id, "locked")
    try:
        with keycloak.back_channel("danang", "portal") as told:
            sign_in.end_sessions(binh.staff_id)
            assert len(told.calls) == 1
    finally:
        danang.set_status(binh.staff_id, "active")
    assert portal.refresh(given).json()["error"] == "invalid_grant"


@pytest.mark.usefixtures("_binh_comes_back")
def test_second_factor_that_was_removed_is_asked_for_no_more_and_another_is_enrolled(
    sign_in: SignIn,
    keycloak: RunningKeycloak,
    directory: RunningDirectory,
    portal: RelyingParty,
    visitor: Browser,
    other_visitor: Browser,
) -> None:
    binh, password = directory.person("danang", "binhtt"), keycloak.password("danang", "binhtt")
    page = visitor.sign_in(portal.open(visitor, acr_values="2"), "binhtt", password)
    page, _ = visitor.enrol(page)
    assert portal.arrived(page)

    removed = [sign_in.remove_second_factor(binh.staff_id) for _ in range(2)]

    assert removed == [True, False]
    page = portal.open(other_visitor, acr_values="2")
    page = other_visitor.sign_in(page, "binhtt", password)
    assert page.asks_for("totpSecret")


def test_a_token_that_ended_before_its_time_is_asked_for_anew(
    keycloak: RunningKeycloak, directory: RunningDirectory, sign_in: SignIn
) -> None:
    an = directory.person("danang", "annv").staff_id
    sign_in.end_sessions(an)
    time.sleep(1.1)  # Keycloak counts in whole seconds

    RealmAdmin(keycloak.admin(), "danang").post("logout-all", {})

    sign_in.end_sessions(an)


def test_keycloak_that_is_away_is_called_unreachable(keycloak: RunningKeycloak) -> None:
    nowhere = keycloak.settings.model_copy(
        update={"connect_to": f"127.0.0.1:{free_ports().keycloak}"}
    )
    away = SignIn(nowhere, "danang")

    with pytest.raises(SignInUnreachable):
        away.end_sessions(uuid4())
    away.close()
