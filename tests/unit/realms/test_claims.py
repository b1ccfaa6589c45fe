"""Names that two claim are refused before anything is sent."""

from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT
from egov_idp.people import seed
from egov_idp.people.errors import TenantUnmatched
from egov_idp.realms import claims, load
from egov_idp.realms.errors import ClaimedTwice
from egov_kit.errors import ModuleInvalid
from egov_kit.module import Module, discover


def named(name: str, *scopes: str, package: str = "egov_apps.other") -> Module:
    return Module(
        name=name,
        package=package,
        kind="module",
        title={"vi": name, "en": name},
        summary={"vi": name, "en": name},
        category="services",
        audience="staff",
        roles=(),
        second_factor=(),
        scopes=scopes,
        calls=(),
        grants=(),
    )


def test_modules_of_the_platform_claim_different_names() -> None:
    claims.check(discover(), load("danang"))


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        (
            [named("onestop"), named("onestop", package="egov_apps.two")],
            "client onestop is claimed",
        ),
        ([named("account")], "client account is claimed by Keycloak itself and by egov_apps.other"),
        ([named("realm-management")], "client realm-management"),
        ([named("one", "a.read"), named("two", "a.read")], "scope a.read"),
        ([named("one", "offline_access")], "scope offline_access"),
        ([named("one", "call:two"), named("two")], "scope call:two"),
    ],
)
def test_name_that_two_claim_is_told_with_both(modules: list[Module], told: str) -> None:
    with pytest.raises(ClaimedTwice, match=told):
        claims.check(modules, load("danang"))


@pytest.fixture
def second_onestop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another installed package whose module calls itself as one of ours."""
    text = (ROOT / "apps/egov_apps/onestop/module.toml").read_text("utf-8")
    package, described = tmp_path / "second_apps", tmp_path / "second_apps-1.dist-info"
    for folder in (package, described):
        folder.mkdir()
    (package / "__init__.py").touch()
    (package / "module.toml").write_text(text, encoding="utf-8")
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: second-apps\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[egov.modules]\nsecond = second_apps\n")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("second_onestop")
def test_two_installed_modules_of_one_name_are_told() -> None:
    with pytest.raises(ModuleInvalid, match=r"name 'onestop' is that of \w+(\.onestop)? already"):
        discover()


def seeds(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / f"{name}.yaml").touch()
    return folder


def test_tenants_with_both_files_match(tmp_path: Path) -> None:
    seed.match(["danang"], seeds(tmp_path, "danang", "_sources"))


@pytest.mark.parametrize(
    ("realms", "told"),
    [
        (["danang", "hue"], "realms/hue.yaml has no ldap/seed/hue.yaml"),
        ([], "ldap/seed/danang.yaml has no realms/danang.yaml"),
    ],
)
def test_tenant_with_one_file_alone_is_told(tmp_path: Path, realms: list[str], told: str) -> None:
    with pytest.raises(TenantUnmatched, match=told):
        seed.match(realms, seeds(tmp_path, "danang"))
