"""What slapd itself holds us to: hashes, unique names, allowed values, indexes, the seed."""

import contextlib
import dataclasses
import re
import stat
import time
from uuid import UUID, uuid4

import pytest
from egov_idp.local import slapd
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor
from egov_idp.people import seed
from egov_idp.policy.day import today
from egov_kit.grants import covers
from egov_ldap import tree
from egov_ldap.connection import Connections
from egov_ldap.errors import NameTaken, ValueRefused
from ldap3 import LEVEL, MODIFY_REPLACE, SUBTREE, Connection
from ldap3.core.exceptions import LDAPConstraintViolationResult, LDAPInvalidAttributeSyntaxResult

from tests.support.directory import DIRECTORY_TENANTS, RunningDirectory

PASSWORD = "Tam-2026.Doi-mat-khau"
ARGON2 = re.compile(r"\{ARGON2\}\$argon2id?\$v=19\$m=19456,t=2,p=1\$")
CLASSES = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")
NOT_INDEXED = re.compile(r"\((\w+)\) not indexed")


def replace(connection: Connection, dn: str, attribute: str, value: str) -> None:
    connection.modify(dn, {attribute: [(MODIFY_REPLACE, [value])]})  # type: ignore[no-untyped-call]


def change_addresses(
    connection: Connection, dn: str, *, mail: list[str], aliases: list[str]
) -> None:
    changes = {"mail": [(MODIFY_REPLACE, mail)], "mailAlias": [(MODIFY_REPLACE, aliases)]}
    connection.modify(dn, changes)  # type: ignore[no-untyped-call]


def dn_of(directory: RunningDirectory, username: str) -> str:
    return tree.person("danang", directory.person("danang", username).staff_id)


def stored_password(directory: RunningDirectory, dn: str) -> str:
    with directory.local_admin() as connection:
        connection.search(dn, "(objectClass=*)", attributes=["userPassword"])
        return str((connection.response or [])[0]["raw_attributes"]["userPassword"][0].decode())


def test_a_password_set_through_keycloak_is_stored_as_an_argon2_hash(
    directory: RunningDirectory,
) -> None:
    dn = dn_of(directory, "thuydt")
    with directory.account("danang", "keycloak") as connection:
        connection.extend.standard.modify_password(dn, new_password=PASSWORD)
    assert re.match(
        r"\{ARGON2\}\$argon2id?\$v=19\$m=19456,t=2,p=1\$", stored_password(directory, dn)
    )


def test_a_password_as_it_was_typed_is_never_stored(directory: RunningDirectory) -> None:
    dn = dn_of(directory, "thuydt")
    with (
        directory.account("danang", "keycloak") as connection,
        pytest.raises(LDAPConstraintViolationResult),
    ):
        replace(connection, dn, "userPassword", PASSWORD)


@pytest.mark.parametrize("tenant", DIRECTORY_TENANTS)
def test_everybody_of_the_seed_signs_in_with_their_password(
    directory: RunningDirectory, tenant: str
) -> None:
    active = directory.open(tenant).list_people(status="active")
    assert len(active) >= 8
    for person in active:
        password = directory.secrets.find_password(f"{tenant}/people/{person.username}")
        assert password
        with directory.signed_in(tree.person(tenant, person.staff_id), password) as connection:
            assert connection.bound


def test_passwords_of_the_seed_have_14_characters_of_four_classes(
    directory: RunningDirectory,
) -> None:
    for person in directory.open("danang").list_people():
        password = directory.secrets.find_password(f"danang/people/{person.username}") or ""
        assert len(password) >= 14
        assert all(
            re.search(kind, password) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")
        )


@pytest.mark.parametrize("tenant", DIRECTORY_TENANTS)
def test_the_whole_seed_is_loaded(directory: RunningDirectory, tenant: str) -> None:
    written = seed.read(seed.SEEDS / f"{tenant}.yaml")
    loaded = directory.open(tenant)
    assert {person.staff_id for person in loaded.list_people()} == {
        person.staff_id for person in written.people
    }
    assert loaded.list_units() == sorted(written.units, key=lambda unit: unit.code)
    assert len(loaded.list_posts()) == len(written.posts)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("uid", "annv"),
        ("uid", "ANNV"),
    ],
)
def test_a_name_of_somebody_else_is_refused(
    directory: RunningDirectory, attribute: str, value: str
) -> None:
    dn = dn_of(directory, "thuydt")
    with (
        directory.account("danang", "writer") as connection,
        pytest.raises(LDAPConstraintViolationResult, match="non-unique"),
    ):
        replace(connection, dn, attribute, value)


def test_an_address_of_somebody_else_is_refused_as_address_and_as_alias(
    directory: RunningDirectory,
) -> None:
    dn, theirs, own = dn_of(directory, "thuydt"), "annv@danang.gov.vn", "thuydt@danang.gov.vn"
    with directory.account("danang", "writer") as connection:
        with pytest.raises(LDAPConstraintViolationResult, match="non-unique"):
            change_addresses(connection, dn, mail=[own], aliases=[own, theirs])
        with pytest.raises(LDAPConstraintViolationResult, match="non-unique"):
            change_addresses(connection, dn, mail=[theirs], aliases=[theirs, own])
        with pytest.raises(LDAPConstraintViolationResult, match="constraint on mail"):
            change_addresses(connection, dn, mail=["thuy@danang.gov.vn"], aliases=[own])


def test_a_former_address_stays_an_alias(own_directory: RunningDirectory) -> None:
    dn, old, new = dn_of(own_directory, "thuydt"), "thuydt@danang.gov.vn", "thuydt2@danang.gov.vn"
    with own_directory.account("danang", "writer") as connection:
        change_addresses(connection, dn, mail=[new], aliases=[new, old])
    thuy = own_directory.person("danang", "thuydt")
    assert (thuy.email, thuy.mail_aliases) == (new, (old,))


def test_a_name_of_somebody_in_the_recycle_bin_is_refused(own_directory: RunningDirectory) -> None:
    thuy = own_directory.person("danang", "thuydt")
    old, rdn = tree.person("danang", thuy.staff_id), f"egovStaffId={thuy.staff_id}"
    address = {"mail": thuy.email, "mailAlias": thuy.email}
    with own_directory.account("danang", "writer") as connection:
        connection.modify_dn(old, rdn, new_superior=tree.folder("danang", "removed"))
        with pytest.raises(LDAPConstraintViolationResult, match="non-unique"):
            add_person(connection, uuid4(), uid="thuydt")
        with pytest.raises(LDAPConstraintViolationResult, match="non-unique"):
            add_person(connection, uuid4(), uid="thuydt2", **address)
        with pytest.raises(LDAPConstraintViolationResult, match="non-unique"):
            add_person(connection, thuy.staff_id, uid="thuydt2")
        add_person(connection, uuid4(), uid="thuydt2")


@pytest.mark.parametrize(
    ("dn", "object_class", "attributes"),
    [
        (
            tree.unit("danang", "H17.98"),
            "egovUnit",
            {"egovUnitKind": "commune", "egovNameVi": "x", "egovNameEn": "x"},
        ),
        (
            tree.post("danang", uuid4()),
            "egovPost",
            {"egovHolder": str(uuid4()), "egovPostUnit": "H17", "egovTitle": "x"},
        ),
    ],
    ids=["unit", "post"],
)
def test_a_name_that_stands_in_the_dn_alone_is_refused(
    directory: RunningDirectory, dn: str, object_class: str, attributes: dict[str, str]
) -> None:
    more = {"egovValidFrom": "2026-01-01"}
    if object_class == "egovPost":
        more["egovActing"] = "FALSE"
    with (
        directory.account("danang", "writer") as connection,
        pytest.raises(LDAPConstraintViolationResult, match="breaks constraint"),
    ):
        connection.add(dn, [object_class], {**attributes, **more})


def add_person(connection: Connection, staff_id: UUID, **attributes: str | None) -> None:
    names = {"cn": "Đỗ Thủy", "sn": "Đỗ", "givenName": "Thủy", "egovStatus": "pending"}
    given = {"egovStaffId": str(staff_id), **names, **attributes}
    connection.add(tree.person("danang", staff_id), ["inetOrgPerson", "egovPerson"], given)


def test_who_comes_back_from_the_recycle_bin_has_their_grants(
    own_directory: RunningDirectory,
) -> None:
    an = own_directory.person("danang", "annv")
    dn, rdn = tree.person("danang", an.staff_id), f"egovStaffId={an.staff_id}"
    people, removed = tree.folder("danang", "people"), tree.folder("danang", "removed")
    with own_directory.account("danang", "writer") as connection:
        connection.modify_dn(dn, rdn, new_superior=removed)
        assert own_directory.open("danang").find_person(an.staff_id) is None
        connection.modify_dn(f"{rdn},{removed}", rdn, new_superior=people)
    assert own_directory.open("danang").get_person(an.staff_id) == an


@pytest.mark.parametrize(
    ("attribute", "value", "refusal"),
    [
        ("egovStatus", "gone", LDAPConstraintViolationResult),
        ("egovStaffId", "annv", LDAPInvalidAttributeSyntaxResult),
        ("egovWorkingPost", "none", LDAPInvalidAttributeSyntaxResult),
    ],
)
def test_a_value_of_another_form_is_refused(
    directory: RunningDirectory, attribute: str, value: str, refusal: type[Exception]
) -> None:
    dn = dn_of(directory, "thuydt")
    with directory.account("danang", "writer") as connection, pytest.raises(refusal):
        replace(connection, dn, attribute, value)


def test_our_own_writes_name_what_was_refused(directory: RunningDirectory) -> None:
    thuy = directory.person("danang", "thuydt")
    with pytest.raises(ValueRefused):
        directory.open("danang").set_status(thuy.staff_id, "gone")  # type: ignore[arg-type]


def test_a_name_that_is_taken_is_an_error_of_its_own(directory: RunningDirectory) -> None:
    dn, account = dn_of(directory, "thuydt"), tree.service("danang", "writer")
    writer = Connections(directory.url, account, directory.password("danang", "writer"))
    with contextlib.closing(writer), pytest.raises(NameTaken) as raised:
        writer.ask(lambda connection: replace(connection, dn, "uid", "annv"))
    assert "annv" not in str(raised.value)


def test_everything_that_is_searched_is_indexed(
    own_directory: RunningDirectory, own_servers: Supervisor
) -> None:
    """slapd says in its log what it looked for without an index."""
    own_servers.stop()
    own_servers.start(logging_filters(slapd.service(own_directory.layout)))
    danang, an = own_directory.open("danang"), own_directory.person("danang", "annv")
    danang.find_person(an.staff_id)
    danang.list_people(status="active")
    danang.list_units()
    danang.get_unit("H17.08")
    danang.list_posts(holder=an.staff_id, unit="H17.08")
    danang.set_status(an.staff_id, "active")
    with own_directory.account("danang", "keycloak") as connection:
        for query in KEYCLOAK_QUERIES:
            connection.search(tree.folder("danang", "people"), query, LEVEL)
    with own_directory.account("danang", "writer") as connection:
        dn, address = tree.person("danang", an.staff_id), "an@danang.gov.vn"
        change_addresses(connection, dn, mail=[address], aliases=[address])
        for query in OTHER_QUERIES:
            connection.search(tree.suffix("danang"), query, SUBTREE)
        connection.search(tree.suffix("danang"), "(description=this one is not)", SUBTREE)
    assert set(not_indexed(own_directory, until="description")) == {"description"}


# How Keycloak looks people up: at sign-in, by its own link, by UUID, and for its admin pages.
KEYCLOAK_QUERIES = (
    "(&(uid=annv)(objectclass=inetOrgPerson)(egovStatus=active))",
    "(&(mail=annv@danang.gov.vn)(objectclass=inetOrgPerson)(egovStatus=active))",
    "(&(egovStaffId=22ac5f80-e4e7-40e2-8b95-a50dd04839fd)(egovStatus=active))",
    "(&(entryUUID=22ac5f80-e4e7-40e2-8b95-a50dd04839fd)(egovStatus=active))",
    "(&(|(uid=*an*)(mail=*an*)(sn=*an*)(givenName=*an*)(cn=*an*))(egovStatus=active))",
    "(modifyTimestamp>=20260101000000Z)",
    "(createTimestamp>=20260101000000Z)",
)
# What the console, the reports and re-organisations ask.
OTHER_QUERIES = (
    "(egovGrant=onestop.counter@*)",
    "(egovPostRef=*|H17.08|*)",
    "(egovModule=onestop)",
    "(|(egovUnitCode=H17.08)(egovUnitCode=H17.08.*))",
    "(egovSuccessor=H17.20.04)",
    "(egovUnitKind=commune)",
    "(egovSite=TRUE)",
    "(egovTitle=director)",
    "(egovPostId=22ac5f80-e4e7-40e2-8b95-a50dd04839fd)",
    "(egovValidTo=2005-03-01)",
    "(employeeNumber=1)",
)


def logging_filters(service: Service) -> Service:
    argv = list(service.argv)
    argv[argv.index("-d") + 1] = "filter"
    return dataclasses.replace(service, argv=tuple(argv))


def not_indexed(directory: RunningDirectory, *, until: str) -> list[str]:
    give_up = time.monotonic() + 10
    while until not in (found := NOT_INDEXED.findall(directory.process.log.read_text("utf-8"))):
        assert time.monotonic() < give_up, "slapd did not say what it lacks an index for"
        time.sleep(0.05)
    return found


def test_the_databases_are_for_nobody_else(directory: RunningDirectory) -> None:
    for tenant in DIRECTORY_TENANTS:
        folder = slapd.database(directory.layout, tenant)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "data.mdb").stat().st_mode) == 0o600


def test_a_second_start_keeps_what_was_written(
    own_directory: RunningDirectory, own_servers: Supervisor
) -> None:
    an = own_directory.person("danang", "annv")
    own_directory.open("danang").set_working_post(an.staff_id, None)
    own_servers.stop()
    slapd.prepare(own_directory.layout, DIRECTORY_TENANTS, own_directory.secrets, on=today())
    own_servers.start(slapd.service(own_directory.layout))
    assert own_directory.person("danang", "annv").working_post is None


def test_a_broken_off_load_is_loaded_anew(
    own_directory: RunningDirectory, own_servers: Supervisor
) -> None:
    own_servers.stop()
    loaded = slapd.database(own_directory.layout, "danang")
    loaded.rename(loaded.with_name(".danang.loading"))
    slapd.prepare(own_directory.layout, DIRECTORY_TENANTS, own_directory.secrets, on=today())
    own_servers.start(slapd.service(own_directory.layout))
    people = seed.read(seed.SEEDS / "danang.yaml").people
    assert len(own_directory.open("danang").list_people()) == len(people)


def test_the_seed_holds_what_the_policy_gives(directory: RunningDirectory) -> None:
    grants = {str(grant) for grant in directory.person("danang", "annv").grants}
    roles, units = ("counter", "return"), ("H17.05", "H17.08")
    assert grants == {f"onestop.{role}@{unit}" for role in roles for unit in units}
    nhung = directory.person("danang", "nhungbt")
    assert {grant.unit for grant in nhung.grants} == {"H17.20.04", "H17.20.03"}
    assert not any(covers("H17.08", grant.unit) for grant in nhung.grants)
    assert directory.person("danang", "khanhvt").modules == ()
    assert directory.person("danang", "hoanq").modules == ("egov-idp",)
