"""Whether a browser would take a certificate, the province's own or ours."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from egov_idp.local import authority, certificates
from egov_idp.local.certificates import Certificate
from egov_idp.local.errors import CertificateUnfit

DOMAIN = "egov.example.vn"
NAMES = (f"sso.{DOMAIN}", f"danang.{DOMAIN}", f"*.danang.{DOMAIN}")
HOSTS = (f"sso.{DOMAIN}", f"danang.{DOMAIN}", f"onestop.danang.{DOMAIN}")


def made(folder: Path, *, ago: int = 0) -> Certificate:
    authority.provide(folder, DOMAIN, NAMES, now=datetime.now(UTC) - timedelta(days=ago))
    return Certificate.below(folder)


@pytest.fixture
def own(tmp_path: Path) -> Certificate:
    return made(tmp_path / "own")


def test_one_for_all_hosts_by_a_trusted_authority_is_taken(own: Certificate) -> None:
    assert certificates.find_mistake(own, HOSTS) is None


def test_a_host_that_it_is_not_for_is_named(own: Certificate) -> None:
    host = f"quang-nam.{DOMAIN}"

    assert f"{host}: Hostname mismatch" in str(certificates.find_mistake(own, [*HOSTS, host]))


def test_an_expired_one_is_not_taken(tmp_path: Path) -> None:
    old = made(tmp_path, ago=400)

    assert "expired" in str(certificates.find_mistake(old, HOSTS))


def test_one_of_another_authority_is_not_taken(own: Certificate, tmp_path: Path) -> None:
    other = made(tmp_path / "other")
    mixed = Certificate(chain=own.chain, key=own.key, authority=other.authority)

    assert "certificate verify failed" not in str(mixed)
    assert certificates.find_mistake(mixed, HOSTS)


def test_one_that_the_machine_does_not_trust_is_not_taken(own: Certificate) -> None:
    given = Certificate(chain=own.chain, key=own.key, authority=None)

    assert "unable to get local issuer" in str(certificates.find_mistake(given, HOSTS))


def test_the_key_of_another_one_is_no_use(own: Certificate, tmp_path: Path) -> None:
    other = made(tmp_path / "other")
    mixed = Certificate(chain=own.chain, key=other.key, authority=own.authority)

    assert "cannot be used" in str(certificates.find_mistake(mixed, HOSTS))


@pytest.mark.parametrize("options", [(), ("-aes256", "-passout", "pass:secret")])
def test_a_key_in_an_old_form_or_with_a_password_is_told_how_to_change(
    own: Certificate, tmp_path: Path, options: tuple[str, ...]
) -> None:
    key = tmp_path / "old.key"
    subprocess.run(
        ["openssl", "ec", "-in", own.key, "-out", key, *options], check=True, capture_output=True
    )
    given = Certificate(chain=own.chain, key=key, authority=own.authority)

    assert "openssl pkcs8 -topk8 -nocrypt" in str(certificates.find_mistake(given, HOSTS))


@pytest.mark.parametrize("gone", ["chain", "key"])
def test_a_file_that_is_not_there_is_named(own: Certificate, gone: str) -> None:
    path: Path = getattr(own, gone)
    path.unlink()

    assert "No such file" in str(certificates.find_mistake(own, HOSTS))


def test_an_unfit_one_stops_the_start_with_the_page_to_read(own: Certificate) -> None:
    with pytest.raises(CertificateUnfit, match=r"put-it-behind-tls\.md"):
        certificates.check(own, [f"quang-nam.{DOMAIN}"])
