"""Secrets: known by reference, generated once, readable by their owner alone."""

import multiprocessing
import string
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from egov_idp.client_keys import ClientKeys
from egov_idp.errors import SecretRefInvalid
from egov_idp.secrets import SecretStore


@pytest.fixture
def store(tmp_path: Path) -> SecretStore:
    return SecretStore(tmp_path / "secrets")


def test_password_is_the_same_at_every_use(store: SecretStore) -> None:
    first = store.password("danang/ldap/writer")

    assert SecretStore(store.root).password("danang/ldap/writer") == first


def test_passwords_of_two_references_differ(store: SecretStore) -> None:
    assert store.password("danang/ldap/writer") != store.password("quang-nam/ldap/writer")


@pytest.mark.parametrize("length", [14, 24])
def test_password_has_its_length_and_four_classes_of_letters(
    store: SecretStore, length: int
) -> None:
    text = store.password("danang/people/annv", length)

    assert len(text) == length
    for letters in (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+="):
        assert set(letters) & set(text)


def test_files_are_for_their_owner_alone(store: SecretStore) -> None:
    store.password("danang/ldap/writer")

    assert (store.root / "danang/ldap/writer").stat().st_mode & 0o777 == 0o600
    for folder in (store.root, store.root / "danang", store.root / "danang/ldap"):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in (store.root / "danang/ldap").iterdir()] == ["writer"]


def test_password_put_there_by_hand_is_used(store: SecretStore) -> None:
    (store.root / "danang").mkdir(parents=True)
    (store.root / "danang/given").write_text("by hand\n", encoding="utf-8")

    assert store.password("danang/given") == "by hand"


def test_unknown_password_is_not_made_by_looking_for_it(store: SecretStore) -> None:
    assert store.find_password("danang/people/annv") is None
    assert not store.root.exists()


def test_key_is_private_and_its_public_half_is_not(store: SecretStore) -> None:
    key = store.key("danang/clients/onestop.jwk")
    (public,) = ClientKeys(store, "danang/clients/onestop.jwk").public()

    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert "d" in key
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(public)
    assert public["kid"] == key["kid"]


@pytest.mark.parametrize("ref", ["../x", "a/../b", "/etc/passwd", "", "a//b", "a/", ".hidden", "A"])
def test_reference_that_leaves_the_store_is_refused(store: SecretStore, ref: str) -> None:
    with pytest.raises(SecretRefInvalid):
        store.password(ref)


def _answer(root: Path, start: Barrier, answers: "Queue[str]") -> None:
    start.wait()
    answers.put(SecretStore(root).password("danang/ldap/writer"))


def test_two_processes_at_first_use_get_one_value(store: SecretStore) -> None:
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(2), context.Queue()
    processes = [context.Process(target=_answer, args=(store.root, start, answers)) for _ in "ab"]
    for process in processes:
        process.start()

    given = {answers.get(timeout=60) for _ in processes}

    for process in processes:
        process.join()
    assert given == {store.password("danang/ldap/writer")}
