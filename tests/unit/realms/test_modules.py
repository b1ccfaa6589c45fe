"""The probe is a module to realms alone."""

from egov_idp.realms.clients import PROBE
from egov_idp.realms.modules import of_realm
from egov_kit.module import discover

from tests.support._rendered import Json, rendered


def probe() -> Json:
    (found,) = [each for each in rendered()["clients"] if each["clientId"] == PROBE]
    return dict(found)


def test_nothing_that_serves_people_knows_it() -> None:
    assert {module.name for module in of_realm()} - {module.name for module in discover()} == {
        PROBE
    }


def test_its_gate_asks_for_its_own_grant_which_no_post_gives() -> None:
    (module,) = [each for each in of_realm() if each.name == PROBE]

    assert probe()["attributes"]["egov.module"] == PROBE
    assert (module.grants, module.calls, module.second_factor) == ((), (), ())


def test_its_addresses_lead_nowhere() -> None:
    client = probe()

    assert client["redirectUris"] == ["https://probe.invalid/oidc/callback"]
    assert client["attributes"]["post.logout.redirect.uris"].startswith("https://probe.invalid/")
    assert "backchannel.logout.url" not in client["attributes"]
