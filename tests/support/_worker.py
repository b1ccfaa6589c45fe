"""The desk, as the web server of the platform serves it; settings come from the environment."""

from pathlib import Path

from egov_kit.host import Host
from egov_kit.module import load
from egov_kit.settings import Settings

DESK = Path(__file__).parents[1] / "data" / "desk" / "module.toml"

_host = Host(Settings(), [load(DESK, "tests.data.desk")])
public, internal = _host.public, _host.internal
