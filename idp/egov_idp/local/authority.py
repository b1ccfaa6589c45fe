"""The platform's own certificate authority, and the certificates it gives to its servers.

It may vouch for one domain and what lies below it and for nothing else (RFC 5280 name constraints):
whoever trusts it need not trust the platform with any other site. Its folder holds ``ca.crt``,
``ca.key``, ``server.crt`` and ``server.key``; keys are for their owner alone.
"""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from egov_kit.files import write_once

from egov_idp.local.errors import AuthorityBroken

AUTHORITY_DAYS: Final = 3650
SERVER_DAYS: Final = 397
"""No browser takes one that lasts much longer."""
RENEW_DAYS: Final = 180
"""A start that finds fewer days left makes a new one."""

_NO_ADDRESS: Final = [x509.IPAddress(ip_network(each)) for each in ("0.0.0.0/0", "::/0")]
_FOR_SERVERS: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
_CLOCKS_DIFFER: Final = timedelta(hours=1)
_COMMON_NAME: Final = 64


def provide(folder: Path, domain: str, names: Sequence[str], *, now: datetime) -> None:
    """Have an authority for ``domain`` in ``folder`` and a server's certificate for ``names``.

    The authority is made at the first call and never again, because every browser would have to be
    told; the server's certificate whenever it has to be. Raises `AuthorityBroken`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "ca.crt").exists():
        _make_authority(folder, domain, now)
    if not _belong_together(folder, "ca"):
        raise AuthorityBroken(folder, "certificate and key do not belong together")
    if read(folder / "ca.crt").not_valid_after_utc <= now:
        raise AuthorityBroken(folder, "the certificate has expired")
    if not _does(folder, names, now):
        _issue(folder, names, now)


def read(path: Path) -> x509.Certificate:
    """The first certificate of a PEM file; raises `OSError` or `ValueError`."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def names_of(certificate: x509.Certificate) -> list[str]:
    """The DNS names a certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return found.value.get_values_for_type(x509.DNSName)


def _make_authority(folder: Path, domain: str, now: datetime) -> None:
    # The key first: a start that is cut between the two goes on with it.
    write_once(folder / "ca.key", _pem(generate_private_key(SECP256R1())))
    key = _read_key(folder / "ca.key")
    name = _name(f"egov-platform CA {domain}")
    only = x509.NameConstraints([x509.DNSName(domain)], _NO_ADDRESS)
    made = (
        _builder(name, name, key, now, now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(_FOR_SERVERS, critical=False)
        .add_extension(only, critical=True)
        .sign(key, hashes.SHA256())
    )
    _replace(folder / "ca.crt", made.public_bytes(Encoding.PEM), mode=0o644)


def _issue(folder: Path, names: Sequence[str], now: datetime) -> None:
    authority, signer = read(folder / "ca.crt"), _read_key(folder / "ca.key")
    key = generate_private_key(SECP256R1())
    ends = min(now + timedelta(days=SERVER_DAYS), authority.not_valid_after_utc)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = (
        _builder(_name(names[0]), authority.subject, key, now, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(_FOR_SERVERS, critical=False)
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        .add_extension(issuer, critical=False)
        .sign(signer, hashes.SHA256())
    )
    _replace(folder / "server.key", _pem(key).encode(), mode=0o600)
    _replace(folder / "server.crt", made.public_bytes(Encoding.PEM), mode=0o644)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    now: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:_COMMON_NAME])])


def _does(folder: Path, names: Sequence[str], now: datetime) -> bool:
    """Whether the server's certificate is ours, whole, for all names, with time left."""
    try:
        server, authority = read(folder / "server.crt"), read(folder / "ca.crt")
        server.verify_directly_issued_by(authority)
    except (OSError, ValueError, InvalidSignature):
        return False
    return (
        _belong_together(folder, "server")
        and set(names) <= set(names_of(server))
        and now + timedelta(days=RENEW_DAYS) < server.not_valid_after_utc
    )


def _belong_together(folder: Path, name: str) -> bool:
    try:
        certificate, key = read(folder / f"{name}.crt"), _read_key(folder / f"{name}.key")
    except (OSError, ValueError):
        return False
    return certificate.public_key() == key.public_key()


def _read_key(path: Path) -> EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds no key of ours")
    return key


def _pem(key: EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    """Write beside, then rename: nobody ever reads a half."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
    os.replace(beside, path)
