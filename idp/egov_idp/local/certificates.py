"""The certificate that the platform's servers show, and whether a browser would take it."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from egov_idp.local.authority import read
from egov_idp.local.errors import CertificateUnfit

_PKCS8 = "BEGIN PRIVATE KEY"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """PEM files: what the servers show, and what our own clients check it against.

    Without an ``authority`` they check it against those that the machine trusts.
    """

    chain: Path
    key: Path
    authority: Path | None

    @classmethod
    def below(cls, folder: Path) -> "Certificate":
        """The one that `authority.provide` keeps there."""
        return cls(
            chain=folder / "server.crt", key=folder / "server.key", authority=folder / "ca.crt"
        )


def fingerprint(path: Path) -> str:
    """SHA-256 of a certificate as browsers show it."""
    return read(path).fingerprint(hashes.SHA256()).hex(":").upper()


def check(certificate: Certificate, hosts: Iterable[str]) -> None:
    """Raise `CertificateUnfit` unless a browser takes it for every one of ``hosts``."""
    if mistake := find_mistake(certificate, hosts):
        raise CertificateUnfit(certificate.chain, mistake)


def find_mistake(certificate: Certificate, hosts: Iterable[str]) -> str | None:
    """What a browser would object to, found by a handshake in memory for every host."""
    try:
        if _PKCS8 not in certificate.key.read_text(encoding="ascii"):
            return (
                f"the key is not in PKCS #8 without password: openssl pkcs8 -topk8 -nocrypt "
                f"-in {certificate.key} -out <new file>"
            )
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate.chain, certificate.key)
        client = ssl.create_default_context(cafile=certificate.authority)
    except (OSError, UnicodeDecodeError) as error:  # ssl.SSLError is an OSError
        return f"certificate or key cannot be used: {error}"
    return next((said for host in hosts if (said := _refused(client, server, host))), None)


def _refused(client: ssl.SSLContext, server: ssl.SSLContext, host: str) -> str | None:
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = client.wrap_bio(back, there, server_hostname=host)
    answers = server.wrap_bio(there, back, server_side=True)
    for side in (asks, answers, asks):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError as error:
            return f"{host}: {error.verify_message}"
    return None
