"""Our own certificate authority: what it vouches for, how long, and what it keeps to itself."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from egov_idp.local import authority, certificates
from egov_idp.local.certificates import Certificate
from egov_idp.local.errors import AuthorityBroken

DOMAIN = "egov.example.vn"
NAMES = (f"sso.{DOMAIN}", f"danang.{DOMAIN}", f"*.danang.{DOMAIN}")
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / DOMAIN
    authority.provide(made, DOMAIN, NAMES, now=NOW)
    return made


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)


def verify(folder: Path, host: str, server: Path | None = None) -> str:
    said = openssl(
        *("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", host),
        *("-CAfile", folder / "ca.crt", server or folder / "server.crt"),
    )
    return said.stdout + said.stderr


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


@pytest.mark.parametrize("host", [NAMES[0], NAMES[1], f"onestop.danang.{DOMAIN}"])
def test_openssl_takes_it_for_its_names(folder: Path, host: str) -> None:
    assert verify(folder, host).endswith(": OK\n")


@pytest.mark.parametrize("host", [DOMAIN, f"quang-nam.{DOMAIN}", f"a.b.danang.{DOMAIN}"])
def test_openssl_refuses_it_for_others(folder: Path, host: str) -> None:
    assert "hostname mismatch" in verify(folder, host)


@pytest.mark.parametrize("name", ["bank.example.vn", "xegov.example.vn", "example.vn", "127.0.0.1"])
def test_the_authority_vouches_for_nothing_outside_its_domain(folder: Path, name: str) -> None:
    (folder / "server.crt").unlink()
    authority.provide(folder, DOMAIN, [name], now=NOW)

    assert "permitted subtree violation" in verify(folder, name)


def test_keys_are_for_their_owner_alone_and_certificates_for_all(folder: Path) -> None:
    modes = {path.name: mode(path) for path in folder.iterdir()}

    assert modes == {"ca.key": "600", "server.key": "600", "ca.crt": "644", "server.crt": "644"}


def test_a_servers_certificate_is_good_from_now_for_397_days(folder: Path) -> None:
    server = authority.read(folder / "server.crt")

    assert server.not_valid_before_utc < NOW
    assert server.not_valid_after_utc == NOW + timedelta(days=397)


def test_a_second_start_changes_nothing(folder: Path) -> None:
    before = contents(folder)

    authority.provide(folder, DOMAIN, NAMES, now=NOW + timedelta(days=200))

    assert contents(folder) == before


@pytest.mark.parametrize("days", [220, 397, 3000])
def test_a_start_in_its_last_half_year_or_later_renews_it(folder: Path, days: int) -> None:
    before, later = contents(folder), NOW + timedelta(days=days)

    authority.provide(folder, DOMAIN, NAMES, now=later)

    changed = {name for name, content in contents(folder).items() if before[name] != content}
    assert changed == {"server.crt", "server.key"}
    assert authority.read(folder / "server.crt").not_valid_after_utc > later + timedelta(days=300)


def test_no_certificate_outlives_its_authority(folder: Path) -> None:
    authority.provide(folder, DOMAIN, NAMES, now=NOW + timedelta(days=3600))

    ends = {authority.read(folder / f"{name}.crt").not_valid_after_utc for name in ("ca", "server")}
    assert len(ends) == 1


def test_a_new_tenants_name_renews_it(folder: Path) -> None:
    authority.provide(folder, DOMAIN, [*NAMES, f"quang-nam.{DOMAIN}"], now=NOW)

    assert verify(folder, f"quang-nam.{DOMAIN}").endswith(": OK\n")


@pytest.mark.parametrize("cut", ["ca.crt", "server.crt", "server.key"])
def test_a_start_that_was_cut_goes_on(folder: Path, cut: str) -> None:
    (folder / cut).unlink()

    authority.provide(folder, DOMAIN, NAMES, now=NOW)

    assert certificates.find_mistake(Certificate.below(folder), NAMES[:2]) is None


def test_a_half_written_pair_is_made_again(folder: Path) -> None:
    other = folder.with_name("other")
    authority.provide(other, DOMAIN, NAMES, now=NOW)
    (other / "server.key").rename(folder / "server.key")

    authority.provide(folder, DOMAIN, NAMES, now=NOW)

    assert certificates.find_mistake(Certificate.below(folder), NAMES[:2]) is None


def test_an_authority_without_its_key_is_never_replaced(folder: Path) -> None:
    (folder / "ca.key").unlink()

    with pytest.raises(AuthorityBroken, match=r"Restore ca\.crt and ca\.key"):
        authority.provide(folder, DOMAIN, NAMES, now=NOW)


def test_an_expired_authority_is_never_replaced(folder: Path) -> None:
    with pytest.raises(AuthorityBroken, match="expired"):
        authority.provide(folder, DOMAIN, NAMES, now=NOW + timedelta(days=3651))


def test_the_fingerprint_is_the_one_that_openssl_shows(folder: Path) -> None:
    said = openssl("x509", "-in", folder / "ca.crt", "-noout", "-fingerprint", "-sha256")

    assert said.stdout.strip().endswith(f"={certificates.fingerprint(folder / 'ca.crt')}")


def test_two_authorities_of_one_domain_do_not_pass_for_each_other(folder: Path) -> None:
    other = folder.with_name("other")
    authority.provide(other, DOMAIN, NAMES, now=NOW)

    assert ": OK" not in verify(other, NAMES[0], folder / "server.crt")


def test_the_longest_domain_has_a_certificate_too(tmp_path: Path) -> None:
    domain = ".".join(["a" * 63, "b" * 63, "c" * 40, "vn"])

    authority.provide(tmp_path, domain, [f"sso.{domain}"], now=NOW)

    assert isinstance(authority.read(tmp_path / "server.crt"), x509.Certificate)
    assert verify(tmp_path, f"sso.{domain}").endswith(": OK\n")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
