"""The providers of one process, made from settings."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from egov_kit.errors import IssuerInvalid, ProviderError, TokenRefused
from egov_kit.op import ClientKey, Issuer, Provider, Providers
from egov_kit.settings import Settings, Tenant
from egov_kit.simulator import ABSENT, Loopback, Reply, Simulator
from egov_kit.simulator.jose import key
from pydantic import ValidationError


def settings_of(
    op: Simulator,
    secrets: Path,
    environment: str = "development",
    rules: Mapping[str, Any] | None = None,
    **more: object,
) -> Settings:
    tenants = {
        name: Tenant(
            **(rules or {}),
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
def providers(op: Simulator, secrets: Path) -> Iterator[Providers]:
    made = Providers(settings_of(op, secrets))
    yield made
    made.close()


def test_provider_is_made_once(providers: Providers) -> None:
    assert providers.get("danang", "onestop") is providers.get("danang", "onestop")


def test_modules_of_a_tenant_share_keys_and_metadata(op: Simulator, providers: Providers) -> None:
    for module in ("onestop", "portal"):
        providers.get("danang", module).verify_access_token(op.access_token(audience=module))
    assert [len(op.calls(name)) for name in ("discovery", "keys")] == [1, 1]


def test_token_is_good_for_its_module_and_tenant_alone(op: Simulator, providers: Providers) -> None:
    token = op.access_token(audience="onestop")
    assert providers.get("danang", "onestop").verify_access_token(token)
    for tenant, module in (("danang", "portal"), ("quang-nam", "onestop")):
        with pytest.raises(TokenRefused):
            providers.get(tenant, module).verify_access_token(token)


def test_tenants_do_not_share_what_they_have_seen(op: Simulator, providers: Providers) -> None:
    token = op.access_token()
    danang, quang_nam = (providers.get(each, "onestop") for each in ("danang", "quang-nam"))
    danang.verify_access_token(token)
    with pytest.raises(TokenRefused):
        quang_nam.verify_access_token(token)


def test_unknown_tenant_is_a_key_error(providers: Providers) -> None:
    with pytest.raises(KeyError):
        providers.get("hue", "onestop")


def test_http_issuer_is_refused_in_production(op: Simulator, secrets: Path) -> None:
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
    secrets: Path, jwk: object, good: bool
) -> None:
    path = secrets / "danang" / "clients" / "onestop.jwk"
    path.write_text(json.dumps(jwk))
    if good:
        assert ClientKey.load(path).kid == "fine"
    else:
        with pytest.raises(ValueError, match="client key"):
            ClientKey.load(path)


def test_who_only_verifies_needs_no_client_key(op: Simulator, tmp_path: Path) -> None:
    providers = Providers(settings_of(op, tmp_path))
    provider = providers.get("danang", "onestop")

    assert provider.verify_access_token(op.access_token(audience="onestop"))
    with pytest.raises(FileNotFoundError):
        provider.refresh("any")
    providers.close()


@pytest.fixture
def told(op: Simulator, secrets: Path) -> Iterator[Callable[..., Provider]]:
    """The provider of a sign-in server of which the settings say more."""
    made: list[Providers] = []

    def tell(**rules: object) -> Provider:
        made.append(Providers(settings_of(op, secrets, rules=rules)))
        return made[-1].get("danang", "onestop")

    yield tell
    for each in made:
        each.close()


SAID: list[Any] = [
    pytest.param(
        {"leeway": 120},
        lambda op: op.access_token(exp=int(op.clock()) - 100, iat=int(op.clock()) - 400),
        id="leeway",
    ),
    pytest.param(
        {"access_tokens": "keycloak"},
        lambda op: op.access_token(header={"typ": "JWT"}),
        id="access_tokens",
    ),
]


@pytest.mark.parametrize(("rules", "token"), SAID)
def test_access_token_is_taken_only_where_the_settings_say_so(
    op: Simulator,
    told: Callable[..., Provider],
    rules: Mapping[str, object],
    token: Callable[[Simulator], str],
) -> None:
    assert told(**rules).verify_access_token(token(op))
    with pytest.raises(TokenRefused):
        told().verify_access_token(token(op))


def test_signatures_can_be_narrowed(op: Simulator, told: Callable[..., Provider]) -> None:
    assert told(algorithms=["RS256", "ES256"]).verify_access_token(op.access_token())
    with pytest.raises(TokenRefused):
        told(algorithms=["ES256"]).verify_access_token(op.access_token())


def test_audience_beside_us_is_taken_only_if_it_is_trusted(
    op: Simulator, told: Callable[..., Provider]
) -> None:
    token = op.id_token(aud=["onestop", "reports"], azp="onestop")

    assert told(trusted_audiences=["reports"]).verify_id_token(token, nonce="nonce-1")
    with pytest.raises(TokenRefused):
        told(trusted_audiences=["documents"]).verify_id_token(token, nonce="nonce-1")


def test_logout_token_without_exp_is_taken_only_by_switch(
    op: Simulator, told: Callable[..., Provider]
) -> None:
    token = op.logout_token(exp=ABSENT)

    assert told(logout_without_exp=True).verify_logout_token(token)
    with pytest.raises(TokenRefused):
        told().verify_logout_token(token)


def test_address_at_another_origin_is_asked_only_if_that_is_named(
    op: Simulator, told: Callable[..., Provider]
) -> None:
    keys = {"keys": [key("op-1").as_dict(private=False)]}
    elsewhere = Loopback(lambda _call: Reply(body=keys))
    op.changes["discovery"] = {"jwks_uri": f"http://127.0.0.1:{elsewhere.port}/keys"}

    for origins in ([], ["http://127.0.0.1:1"]):
        with pytest.raises(ProviderError):
            told(origins=origins).verify_access_token(op.access_token())
    assert elsewhere.calls == []
    named = told(origins=[f"http://127.0.0.1:{elsewhere.port}"])
    assert named.verify_access_token(op.access_token())
    elsewhere.close()


@pytest.mark.parametrize(
    "rules",
    [
        {"leeway": 121},
        {"leeway": -1},
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"access_tokens": "any"},
        {"events_poll": "https://evil.example/"},
        {"events_poll": "/events", "client_auth": "client_secret_basic"},
    ],
    ids=str,
)
def test_rule_that_would_let_too_much_in_is_refused_at_start(
    op: Simulator, secrets: Path, rules: Mapping[str, object]
) -> None:
    with pytest.raises(ValidationError, match=next(iter(rules))):
        settings_of(op, secrets, rules=rules)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "https://a.example?x", "ftp://a", "a"])
def test_origin_beside_https_is_https(origin: str) -> None:
    with pytest.raises(IssuerInvalid):
        Issuer("https://sso.example/realms/danang", allow_http=True, origins=[origin])
