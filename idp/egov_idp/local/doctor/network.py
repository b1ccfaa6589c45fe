"""The ports: each its own, free before the start, listened on afterwards."""

from collections import Counter
from collections.abc import Mapping

from egov_idp.local import ports
from egov_idp.local.doctor.finding import Finding, failed, ok


def ports_agree(wanted: Mapping[str, int]) -> Finding:
    """No two services were given the same port."""
    times = Counter(wanted.values())
    twice = [_setting(name) for name, port in wanted.items() if times[port] > 1]
    if twice:
        names = " and ".join(twice)
        return failed("port settings", f"{names} are the same", "Give each a port of its own")
    return ok("port settings", "each service has a port of its own")


def ports_are_free(wanted: Mapping[str, int]) -> list[Finding]:
    """Before the start nobody listens where we will."""
    return [_free(name, port) for name, port in wanted.items()]


def ports_are_served(wanted: Mapping[str, int]) -> list[Finding]:
    """Afterwards somebody does."""
    return [_served(name, port) for name, port in wanted.items()]


def _free(name: str, port: int) -> Finding:
    if ports.is_free(port):
        return ok(f"port {port}", f"free for {name}")
    holder = ports.find_holder(port) or "another program"
    fix = f"End that program, or take another port: {_setting(name)}=<port> ./egov up"
    return failed(f"port {port}", f"{name} needs it, {holder} holds it", fix)


def _served(name: str, port: int) -> Finding:
    if ports.is_free(port):
        fix = "Look at ./egov status and ./egov logs"
        return failed(f"port {port}", f"{name} does not listen", fix)
    return ok(f"port {port}", f"{name} listens")


def _setting(name: str) -> str:
    return f"EGOV_PORT_{name.upper()}"
