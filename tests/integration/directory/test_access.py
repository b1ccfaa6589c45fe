"""Who may do what in the directory: for each account a refused act beside its allowed twin."""

from uuid import uuid4

import pytest
from egov_ldap import tree
from ldap3 import MODIFY_REPLACE, SUBTREE, Connection
from ldap3.core.exceptions import (
    LDAPInappropriateAuthenticationResult,
    LDAPInsufficientAccessRightsResult,
    LDAPInvalidCredentialsResult,
    LDAPNoSuchObjectResult,
    LDAPUnwillingToPerformResult,
)

from tests.support.directory import RunningDirectory

REFUSED = LDAPInsufficientAccessRightsResult
FIRST, SECOND = "Tam-2026.Doi-mat-khau", "Tam-2026.Lan-thu-hai"
HASHED = "{ARGON2}$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$AAAA"


def replace(connection: Connection, dn: str, attribute: str, value: str) -> None:
    connection.modify(dn, {attribute: [(MODIFY_REPLACE, [value])]})  # type: ignore[no-untyped-call]


def attributes_seen(connection: Connection, base: str) -> set[str]:
    connection.search(base, "(objectClass=*)", SUBTREE, attributes=["*", "+"])
    return {name for each in connection.response or [] for name in each["raw_attributes"]}


def entries_seen(connection: Connection, base: str) -> list[str]:
    try:
        connection.search(base, "(objectClass=*)", SUBTREE, attributes=["1.1"])
    except LDAPNoSuchObjectResult:
        return []
    return [each["dn"] for each in connection.response or []]


def dn_of(directory: RunningDirectory, username: str, tenant: str = "danang") -> str:
    return tree.person(tenant, directory.person(tenant, username).staff_id)


def new_person() -> tuple[str, dict[str, str]]:
    staff_id = uuid4()
    return tree.person("danang", staff_id), {
        "egovStaffId": str(staff_id),
        "uid": f"thu-{staff_id}",
        "cn": "Nguyễn Thử",
        "sn": "Nguyễn",
        "givenName": "Thử",
        "egovStatus": "pending",
    }


CLASSES = ["inetOrgPerson", "egovPerson"]


def test_keycloak_sets_a_password(directory: RunningDirectory) -> None:
    dn = dn_of(directory, "thuydt")
    with directory.account("danang", "keycloak") as connection:
        connection.extend.standard.modify_password(dn, new_password=FIRST)
    with directory.signed_in(dn, FIRST) as connection:
        assert connection.bound


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("givenName", "Khác"),
        ("egovStatus", "active"),
        ("egovGrant", "egov-idp.admin@H17"),
        ("egovModule", "egov-idp"),
        ("egovPostRef", "00000000-0000-0000-0000-000000000000|H17|realm-admin|main"),
        ("egovWorkingPost", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_keycloak_writes_nothing_but_passwords(
    directory: RunningDirectory, attribute: str, value: str
) -> None:
    dn = dn_of(directory, "annv")
    with directory.account("danang", "keycloak") as connection, pytest.raises(REFUSED):
        replace(connection, dn, attribute, value)


def test_keycloak_adds_and_removes_nobody(directory: RunningDirectory) -> None:
    dn, attributes = new_person()
    with directory.account("danang", "keycloak") as connection:
        with pytest.raises(REFUSED):
            connection.add(dn, CLASSES, attributes)
        with pytest.raises(REFUSED):
            connection.delete(dn_of(directory, "annv"))


@pytest.mark.parametrize("account", ["keycloak", "writer", "replica"])
def test_keycloak_sets_no_password_of_a_service_account(
    directory: RunningDirectory, account: str
) -> None:
    dn = f"cn={account},{tree.folder('danang', 'services')}"
    with directory.account("danang", "keycloak") as connection, pytest.raises(REFUSED):
        connection.extend.standard.modify_password(dn, new_password=FIRST)


def test_keycloak_reads_people_and_what_it_puts_into_tokens(directory: RunningDirectory) -> None:
    with directory.account("danang", "keycloak") as connection:
        assert attributes_seen(connection, tree.folder("danang", "people")) == {
            *(
                "objectClass",
                "egovStaffId",
                "egovStatus",
                "uid",
                "mail",
                "mailAlias",
                "cn",
                "sn",
                "givenName",
            ),
            *("egovPostRef", "egovGrant", "egovModule", "egovWorkingPost"),
            *("entryUUID", "entryCSN", "createTimestamp", "modifyTimestamp"),
        }


@pytest.mark.parametrize("folder", ["units", "posts", "removed", "services"])
def test_keycloak_sees_nothing_but_people(directory: RunningDirectory, folder: str) -> None:
    with directory.account("danang", "keycloak") as connection:
        assert entries_seen(connection, tree.folder("danang", folder)) == []


def test_writer_adds_changes_moves_and_removes_a_person(directory: RunningDirectory) -> None:
    dn, attributes = new_person()
    rdn, removed = dn.split(",")[0], tree.folder("danang", "removed")
    with directory.account("danang", "writer") as connection:
        assert connection.add(dn, CLASSES, attributes)
        replace(connection, dn, "egovStatus", "left")
        assert connection.modify_dn(dn, rdn, new_superior=removed)
        assert connection.delete(f"{rdn},{removed}")


def test_writer_sets_no_password(directory: RunningDirectory) -> None:
    dn = dn_of(directory, "annv")
    with directory.account("danang", "writer") as connection:
        with pytest.raises(REFUSED):
            connection.extend.standard.modify_password(dn, new_password=FIRST)
        with pytest.raises(REFUSED):
            replace(connection, dn, "userPassword", HASHED)


def test_writer_adds_nobody_with_a_password(directory: RunningDirectory) -> None:
    dn, attributes = new_person()
    with directory.account("danang", "writer") as connection, pytest.raises(REFUSED):
        connection.add(dn, CLASSES, {**attributes, "userPassword": HASHED})


def test_writer_reads_everything_but_passwords_and_service_accounts(
    directory: RunningDirectory,
) -> None:
    with directory.account("danang", "writer") as connection:
        assert "userPassword" not in attributes_seen(connection, tree.suffix("danang"))
        assert "egovHolder" in attributes_seen(connection, tree.suffix("danang"))
        assert entries_seen(connection, tree.folder("danang", "services")) == []


@pytest.mark.parametrize("folder", ["people", "units", "posts", "removed", "services"])
def test_writer_removes_no_folder(directory: RunningDirectory, folder: str) -> None:
    with directory.account("danang", "writer") as connection, pytest.raises(REFUSED):
        connection.delete(tree.folder("danang", folder))


def test_writer_adds_no_service_account(directory: RunningDirectory) -> None:
    dn = f"cn=door,{tree.folder('danang', 'services')}"
    with directory.account("danang", "writer") as connection, pytest.raises(REFUSED):
        connection.add(dn, ["organizationalRole"], {"cn": "door"})


def test_replica_reads_all_that_a_copy_needs(directory: RunningDirectory) -> None:
    with directory.account("danang", "replica") as connection:
        seen = attributes_seen(connection, tree.suffix("danang"))
        assert {"userPassword", "entryUUID", "entryCSN", "contextCSN", "egovHolder"} <= seen
        assert tree.service("danang", "keycloak") in entries_seen(connection, tree.suffix("danang"))


def test_replica_writes_nothing(directory: RunningDirectory) -> None:
    dn = dn_of(directory, "annv")
    with directory.account("danang", "replica") as connection:
        with pytest.raises(REFUSED):
            replace(connection, dn, "egovStatus", "left")
        with pytest.raises(REFUSED):
            connection.delete(dn)
        with pytest.raises(REFUSED):
            connection.extend.standard.modify_password(dn, new_password=FIRST)


def test_anonymous_may_not_even_ask(directory: RunningDirectory) -> None:
    with (
        pytest.raises(LDAPInappropriateAuthenticationResult),
        directory.signed_in("", "") as connection,
    ):
        entries_seen(connection, tree.suffix("danang"))


def test_nobody_may_ask_before_signing_in(directory: RunningDirectory) -> None:
    with directory.signed_in(dn_of(directory, "thuydt"), _password(directory)) as connection:
        connection.unbind()
        connection.open()
        with pytest.raises(LDAPUnwillingToPerformResult, match="authentication required"):
            connection.search(tree.suffix("danang"), "(objectClass=*)", SUBTREE)


def test_a_person_who_signs_in_sees_nothing(directory: RunningDirectory) -> None:
    person = dn_of(directory, "annv")
    password = directory.secrets.password("danang/people/annv")
    with directory.signed_in(person, password) as connection:
        assert entries_seen(connection, tree.suffix("danang")) == []
        with pytest.raises(REFUSED):
            connection.extend.standard.modify_password(person, new_password=SECOND)


def test_nobody_signs_in_from_the_recycle_bin(directory: RunningDirectory) -> None:
    dn, attributes = new_person()
    rdn, removed = dn.split(",")[0], tree.folder("danang", "removed")
    with (
        directory.account("danang", "writer") as writer,
        directory.account("danang", "keycloak") as keycloak,
    ):
        writer.add(dn, CLASSES, attributes)
        keycloak.extend.standard.modify_password(dn, new_password=FIRST)
        writer.modify_dn(dn, rdn, new_superior=removed)
        try:
            with (
                pytest.raises(LDAPInvalidCredentialsResult),
                directory.signed_in(f"{rdn},{removed}", FIRST),
            ):
                pass
        finally:
            writer.delete(f"{rdn},{removed}")


@pytest.mark.parametrize("account", ["keycloak", "writer", "replica"])
def test_nobody_crosses_tenants(directory: RunningDirectory, account: str) -> None:
    dn = f"cn={account},{tree.folder('danang', 'services')}"
    password = directory.secrets.password(f"danang/ldap/{account}")
    stranger = dn_of(directory, "annv", "quang-nam")
    with directory.signed_in(dn, password) as connection:
        assert entries_seen(connection, tree.suffix("quang-nam")) == []
        with pytest.raises((REFUSED, LDAPNoSuchObjectResult)):
            replace(connection, stranger, "egovStatus", "left")
        with pytest.raises((REFUSED, LDAPNoSuchObjectResult)):
            connection.extend.standard.modify_password(stranger, new_password=FIRST)


def test_only_the_local_administrator_sees_the_configuration(directory: RunningDirectory) -> None:
    with directory.local_admin() as connection:
        assert "cn=config" in entries_seen(connection, "cn=config")
    with directory.account("danang", "writer") as connection:
        assert entries_seen(connection, "cn=config") == []


def _password(directory: RunningDirectory) -> str:
    """Give the locked person a password known here, as Keycloak would."""
    with directory.account("danang", "keycloak") as connection:
        connection.extend.standard.modify_password(dn_of(directory, "thuydt"), new_password=FIRST)
    return FIRST
