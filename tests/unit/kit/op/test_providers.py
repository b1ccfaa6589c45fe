"""The providers of one process, made from settings."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from egov_kit.errors import IssuerInvalid, TokenRefused
from egov_kit.op import Providers
from egov_kit.settings import Settings, Tenant

from tests.support._keys import key
from tests.support.op import HostileOP


def settings_of(
    op: HostileOP, secrets: Path, environment: str = "development", **more: object
) -> Settings:
    tenants = {
        name: Tenant(
            issuer=f"{op.origin}/realms/{name}",
            host=f"{name}.localhost:8000",
            unit=unit,
            title={"vi": name, "en": name},
        )
        for name, unit in (("danang", "H17"), ("quang-nam", "H47"))
    }
    values = {
        "environment": environment,
        "tenants": tenants,
        "connect_to": op.connect_to,
        "database_url": "sqlite://",
        "secrets_dir": secrets,
    }
    return Settings.model_validate(values | more)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    for tenant in ("danang", "quang-nam"):
        for module in ("onestop", "portal"):
            path = tmp_path / tenant / "clients" / f"{module}.jwk"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(key(f"{tenant}-{module}").as_dict(private=True)))
    return tmp_path


@pytest.fixture
def providers(op: HostileOP, secrets: Path) -> Iterator[Providers]:
    made = Providers(settings_of(op, secrets))
    yield made
    made.close()


def test_provider_is_made_once(providers: Providers) -> None:
    assert providers.get("danang", "onestop") is providers.get("danang", "onestop")


def test_modules_of_a_tenant_share_keys_and_metadata(op: HostileOP, providers: Providers) -> None:
    for module in ("onestop", "portal"):
        providers.get("danang", module).verify_access_token(op.access_token(audience=module))
    assert [len(op.calls(name)) for name in ("discovery", "keys")] == [1, 1]


def test_token_is_good_for_its_module_and_tenant_alone(op: HostileOP, providers: Providers) -> None:
    token = op.access_token(audience="onestop")
    assert providers.get("danang", "onestop").verify_access_token(token)
    for tenant, module in (("danang", "portal"), ("quang-nam", "onestop")):
        with pytest.raises(TokenRefused):
            providers.get(tenant, module).verify_access_token(token)


def test_tenants_do_not_share_what_they_have_seen(op: HostileOP, providers: Providers) -> None:
    token = op.access_token()
    danang, quang_nam = (providers.get(each, "onestop") for each in ("danang", "quang-nam"))
    danang.verify_access_token(token)
    with pytest.raises(TokenRefused):
        quang_nam.verify_access_token(token)


def test_unknown_tenant_is_a_key_error(providers: Providers) -> None:
    with pytest.raises(KeyError):
        providers.get("hue", "onestop")


def test_http_issuer_is_refused_in_production(op: HostileOP, secrets: Path) -> None:
    with pytest.raises(IssuerInvalid):
        Providers(settings_of(op, secrets, environment="production")).get("danang", "onestop")


@pytest.mark.parametrize(
    ("jwk", "good"),
    [
        pytest.param(key("fine").as_dict(private=True), True, id="private RSA key"),
        pytest.param(key("fine").as_dict(private=False), False, id="public half"),
        pytest.param(key("fine", "ES256").as_dict(private=True), False, id="EC key"),
        pytest.param(key("fine").as_dict(private=True) | {"kid": ""}, False, id="no kid"),
        pytest.param({}, False, id="empty"),
        pytest.param([], False, id="list"),
    ],
)
def test_client_key_is_a_private_rsa_key_with_a_name(
    providers: Providers, secrets: Path, jwk: object, good: bool
) -> None:
    (secrets / "danang" / "clients" / "onestop.jwk").write_text(json.dumps(jwk))
    if good:
        assert providers.get("danang", "onestop").client_id == "onestop"
    else:
        with pytest.raises(ValueError, match="client key"):
            providers.get("danang", "onestop")
