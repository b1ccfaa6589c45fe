"""A Keycloak that is already on the machine is used, and left as it was."""

from pathlib import Path

from egov_idp.local import distribution
from egov_idp.local.layout import Layout

from tests.support.keycloak import RunningKeycloak


def _files(home: Path) -> dict[str, int]:
    """What it is made of; a server that runs from it writes to ``data`` alone."""
    found = {str(path.relative_to(home)): path.stat().st_mtime_ns for path in home.rglob("*")}
    return {name: time for name, time in found.items() if not name.startswith("data")}


def test_given_keycloak_is_prepared_in_a_copy_of_its_own(
    keycloak: RunningKeycloak, tmp_path: Path
) -> None:
    given = distribution.provide(keycloak.layout, print)
    before = _files(given)

    made = distribution.provide(Layout(var=tmp_path, cache=tmp_path), print, given)

    assert (made.parent, (made / "providers" / "egov-gate.jar").is_file()) == (tmp_path, True)
    assert (made / "lib" / "quarkus" / "build-system.properties").is_file()
    assert _files(given) == before
