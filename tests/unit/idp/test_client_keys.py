"""The keys of a client while they are changed: what the realm has to know, what the module uses."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from egov_idp.client_keys import ClientKeys, changing
from egov_idp.secrets import SecretStore
from egov_kit.op import ClientKey
from egov_kit.op.client_auth import KeyFile

REF = "danang/clients/onestop.jwk"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
END = NOW + timedelta(hours=1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "secrets"


def at(root: Path, now: datetime) -> ClientKeys:
    return ClientKeys(SecretStore(root, now=lambda: now), REF)


def kids(keys: ClientKeys) -> set[str]:
    return {each["kid"] for each in keys.public()}


def test_realm_knows_the_new_key_before_the_module_uses_it(root: Path) -> None:
    keys = at(root, NOW)
    (old,) = kids(keys)
    new = ClientKey.of(keys.next_private()).kid

    assert kids(keys) == {old, new}
    assert ClientKey.load(root / REF).kid == old


def test_using_the_new_key_changes_nothing_for_the_realm(root: Path) -> None:
    keys = at(root, NOW)
    keys.public()
    keys.next_private()
    before = keys.public()

    keys.use_next(END)

    assert keys.public() == before


def test_module_that_runs_signs_with_the_new_key(root: Path) -> None:
    keys = at(root, NOW)
    keys.public()
    read = KeyFile(root / REF, ClientKey.load)
    old = read().kid
    new = ClientKey.of(keys.next_private()).kid
    assert read().kid == old

    keys.use_next(END)

    assert read().kid == new


def test_key_is_read_once_as_long_as_nobody_changes_it(root: Path) -> None:
    at(root, NOW).public()
    read = KeyFile(root / REF, ClientKey.load)

    assert read() is read()


@pytest.mark.parametrize(("now", "taken"), [(END - timedelta(seconds=1), 2), (END, 1)])
def test_the_old_key_is_known_until_its_time_is_over(root: Path, now: datetime, taken: int) -> None:
    keys = at(root, NOW)
    keys.public()
    keys.next_private()
    keys.use_next(END)

    assert len(at(root, now).public()) == taken
    assert at(root, now).is_under_way() is (taken == 2)


def test_of_the_old_key_no_private_part_is_kept(root: Path) -> None:
    keys = at(root, NOW)
    keys.public()
    keys.next_private()
    keys.use_next(END)

    kept = json.loads((root / f"{REF}.former").read_text(encoding="utf-8"))
    assert set(kept) == {"kty", "n", "e", "kid", "use", "alg", "iat", "exp"}
    for path in (root / REF).parent.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_keys_of_before_are_found_in_all_tenants(root: Path) -> None:
    keys = at(root, NOW)
    keys.public()
    keys.next_private()
    assert changing(SecretStore(root)) == []
    keys.use_next(END)
    assert [each.ref for each in changing(SecretStore(root))] == [REF]

    keys.forget_former()

    assert changing(SecretStore(root)) == []


def test_what_is_told_of_a_key_holds_no_key(root: Path) -> None:
    keys = at(root, NOW)
    keys.public()
    current = keys.find_current()

    assert current
    assert current.since == NOW
    assert repr(current).count("public") == 0
