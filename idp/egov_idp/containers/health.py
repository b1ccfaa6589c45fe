"""The health check of every container: ``python -m egov_idp.containers.health``.

It runs every few seconds in each of them, so it imports the standard library alone. What it asks
was written by the process itself before it began to serve.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from egov_idp.local.probes import HttpProbe, LdapProbe, SmtpProbe

PROBE: Final = Path("/var/lib/egov/run/probe.json")
Probe = HttpProbe | LdapProbe | SmtpProbe
_KINDS: Final = {"http": HttpProbe, "ldap": LdapProbe, "smtp": SmtpProbe}


def write(probe: Probe, path: Path = PROBE) -> None:
    """Keep the question for `read`."""
    kind = next(name for name, each in _KINDS.items() if isinstance(probe, each))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"kind": kind, **asdict(probe)}), encoding="ascii")


def read(path: Path = PROBE) -> Probe:
    """The question that was kept."""
    kept = json.loads(path.read_text(encoding="ascii"))
    probe: Probe = _KINDS[kept.pop("kind")](**kept)
    return probe


if __name__ == "__main__":
    sys.exit(0 if read()() else 1)
