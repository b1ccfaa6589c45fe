"""What an account may write is tried, and nothing is written by the trial."""

from datetime import date

import pytest
from egov_idp.lint import attempt
from egov_ldap import ServiceAccount, tree, trial
from egov_ldap.errors import AccountRefused, DirectoryError
from ldap3 import MODIFY_ADD, SUBTREE

from tests.support._rendered import realm, rendered
from tests.support.directory import RunningDirectory


def tried(directory: RunningDirectory, account: ServiceAccount) -> frozenset[str]:
    password = directory.password("danang", account)
    return trial.writable(directory.url, "danang", tree.service("danang", account), password)


def everything(directory: RunningDirectory) -> list[tuple[str, dict[str, list[bytes]]]]:
    with directory.local_admin() as connection:
        connection.search(tree.suffix("danang"), "(objectClass=*)", SUBTREE, attributes=["*", "+"])
        return [(each["dn"], each["raw_attributes"]) for each in connection.response or []]


def test_keycloak_may_write_a_password_and_nothing_else(directory: RunningDirectory) -> None:
    assert tried(directory, "keycloak") == {trial.PASSWORD}


def test_writer_may_write_people_and_no_password(directory: RunningDirectory) -> None:
    could = tried(directory, "writer")

    assert {"cn of a person", "egovGrant of a person", "uid of a person"} <= could
    assert {"the end of a person", "the place of a person", "a new entry in units"} <= could
    assert not {trial.PASSWORD, "userPassword of the writer", "a new entry in services"} & could


def test_nothing_is_another_after_a_trial(directory: RunningDirectory) -> None:
    before = everything(directory)

    tried(directory, "keycloak")
    tried(directory, "writer")

    assert everything(directory) == before


def test_wrong_password_of_the_account_is_told(directory: RunningDirectory) -> None:
    account = tree.service("danang", "keycloak")

    with pytest.raises(AccountRefused):
        trial.writable(directory.url, "danang", account, "another")


def test_account_that_sees_nobody_is_told(directory: RunningDirectory) -> None:
    password = directory.password("danang", "keycloak")

    with pytest.raises(DirectoryError):
        trial.writable(directory.url, "quang-nam", tree.service("danang", "keycloak"), password)


def test_lint_says_what_keycloak_may_write_too_much(own_directory: RunningDirectory) -> None:
    document = rendered()
    (there,) = document["components"]["org.keycloak.storage.UserStorageProvider"]
    there["config"]["connectionUrl"] = [own_directory.url]
    let_write_grants(own_directory)

    (found,) = attempt(realm(document), own_directory.secrets, (), date(2026, 11, 23))

    assert found.counts
    assert str(found.finding) == (
        f"directory directory, config.bindDn may write egovGrant of a person at {own_directory.url}"
    )


def let_write_grants(directory: RunningDirectory) -> None:
    account, people = tree.service("danang", "keycloak"), tree.folder("danang", "people")
    rule = (
        f'{{0}}to dn.onelevel="{people}" attrs=egovGrant by dn.exact="{account}" write by * break'
    )
    with directory.local_admin() as connection:
        found = f"(olcSuffix={tree.suffix('danang')})"
        connection.search("cn=config", found, SUBTREE, attributes=["1.1"])
        (database,) = connection.response or []
        change = {"olcAccess": [(MODIFY_ADD, [rule])]}
        connection.modify(database["dn"], change)  # type: ignore[no-untyped-call]
