"""Wrong passwords are counted, new ones are long, and both are told in the person's language."""

from collections.abc import Iterator

import pytest
from egov_ldap import tree
from ldap3 import MODIFY_REPLACE

from tests.support._browser import Browser, Page
from tests.support._relying_party import RelyingParty
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak

WRONG = "Sai-mat-khau-2026"
NEW = "Mat-khau-moi-2026!"


def _dn(directory: RunningDirectory) -> str:
    return tree.person("danang", directory.person("danang", "binhtt").staff_id)


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture(autouse=True)
def _start_afresh(keycloak: RunningKeycloak) -> Iterator[None]:
    keycloak.forget("danang", "binhtt")
    yield
    keycloak.forget("danang", "binhtt")


@pytest.fixture
def _old_password_comes_back(
    keycloak: RunningKeycloak, directory: RunningDirectory
) -> Iterator[None]:
    """The stored hash is put back as it was, by the only one who may: the local administrator."""
    dn = _dn(directory)
    with directory.local_admin() as admin:
        admin.search(dn, "(objectClass=*)", "BASE", attributes=["userPassword"])
        before = admin.entries[0].userPassword.raw_values
        yield
        admin.modify(dn, {"userPassword": [(MODIFY_REPLACE, before)]})


def _try_wrong_passwords(portal: RelyingParty, visitor: Browser, times: int) -> Page:
    page = portal.open(visitor)
    for _ in range(times):
        page = visitor.sign_in(page, "binhtt", WRONG)
    return page


def test_fifth_wrong_password_closes_the_account_for_a_while_and_the_sixth_page_says_how_long(
    keycloak: RunningKeycloak, visitor: Browser, portal: RelyingParty
) -> None:
    page = _try_wrong_passwords(portal, visitor, 5)

    page = visitor.sign_in(page, "binhtt", keycloak.password("danang", "binhtt"))

    assert not portal.arrived(page)
    assert "5 phút" in page.text
    assert keycloak.failures("danang", "binhtt") >= 5


def test_fourth_wrong_password_still_lets_the_right_one_in(
    keycloak: RunningKeycloak, visitor: Browser, portal: RelyingParty
) -> None:
    page = _try_wrong_passwords(portal, visitor, 4)

    page = visitor.sign_in(page, "binhtt", keycloak.password("danang", "binhtt"))

    assert portal.arrived(page)


def test_closed_account_is_nobody_elses_matter(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser, portal: RelyingParty
) -> None:
    _try_wrong_passwords(portal, visitor, 5)

    assert portal.sign_in(other_visitor, "annv", keycloak.password("danang", "annv"))


@pytest.mark.usefixtures("_old_password_comes_back")
@pytest.mark.parametrize("refused", ["Ngan-qua-2026", "khongcochuhoa2026!", "Khong-Co-Chu-So!"])
def test_password_that_is_too_weak_is_refused_and_changes_nothing(
    keycloak: RunningKeycloak, visitor: Browser, portal: RelyingParty, refused: str
) -> None:
    password = keycloak.password("danang", "binhtt")
    portal.sign_in(visitor, "binhtt", password)
    form = portal.open(visitor, kc_action="UPDATE_PASSWORD").form("password-new")

    page = visitor.submit(form, **{"password-new": refused, "password-confirm": refused})

    assert page.asks_for("password-new")
    with Browser() as elsewhere:
        assert portal.sign_in(elsewhere, "binhtt", password)


@pytest.mark.usefixtures("_old_password_comes_back")
def test_new_password_lands_in_the_directory_as_argon2(
    keycloak: RunningKeycloak,
    directory: RunningDirectory,
    visitor: Browser,
    other_visitor: Browser,
    portal: RelyingParty,
) -> None:
    portal.sign_in(visitor, "binhtt", keycloak.password("danang", "binhtt"))
    form = portal.open(visitor, kc_action="UPDATE_PASSWORD").form("password-new")

    page = visitor.submit(form, **{"password-new": NEW, "password-confirm": NEW})

    assert portal.arrived(page)
    with directory.local_admin() as admin:
        dn = _dn(directory)
        admin.search(dn, "(objectClass=*)", "BASE", attributes=["userPassword"])
        assert admin.entries[0].userPassword.raw_values[0].startswith(b"{ARGON2}$argon2")
    assert portal.sign_in(other_visitor, "binhtt", NEW)
    old = keycloak.password("danang", "binhtt")
    with Browser() as elsewhere:
        assert not portal.arrived(elsewhere.sign_in(portal.open(elsewhere), "binhtt", old))
