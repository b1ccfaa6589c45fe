"""What browsers must be told before they open our https addresses."""

from typing import Final

from egov_idp.local import platform
from egov_idp.local.certificates import fingerprint
from egov_idp.local.platform import Platform

_NAMES_IN_A_LINE: Final = 8  # Windows reads no more than nine


def to_browsers(described: Platform) -> list[str]:
    """Lines to copy into a hosts file, and which authority to trust; none without our own one."""
    entrance = described.entrance
    if entrance.certificate is None or entrance.certificate.authority is None:
        return []
    authority = entrance.certificate.authority
    return [
        "",
        "For the hosts file of each machine that opens these addresses (/etc/hosts, on Windows",
        r"C:\Windows\System32\drivers\etc\hosts), unless its name server knows them:",
        *_hosts_lines(described),
        "",
        "Browsers must trust this authority (docs/how-to/put-it-behind-tls.md says how):",
        f"  {authority}",
        f"  SHA-256 {fingerprint(authority)}",
    ]


def _hosts_lines(described: Platform) -> list[str]:
    names, here = platform.hosts(described), described.entrance.here
    starts = range(0, len(names), _NAMES_IN_A_LINE)
    return [f"{here} {' '.join(names[start : start + _NAMES_IN_A_LINE])}" for start in starts]
