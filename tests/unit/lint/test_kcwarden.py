"""kcwarden finds nothing in any realm, and what it would find and we live with has a reason."""

import pytest
import yaml
from egov_idp.realms.spec import load_all

from tests.support import _kcwarden
from tests.support._rendered import rendered

EXCEPTIONS = yaml.safe_load(_kcwarden.EXCEPTIONS.read_text(encoding="utf-8"))["auditors"]


@pytest.mark.parametrize("tenant", load_all())
def test_kcwarden_finds_nothing(tenant: str) -> None:
    assert _kcwarden.opinion(rendered(tenant)) == set()


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda each: str(each["auditor"]))
def test_exception_has_a_reason_and_is_needed(exception: dict[str, str]) -> None:
    assert len(exception["reason"]) > 40
    name = exception["auditor"]
    assert name == _kcwarden.ASKS_THE_NET or _kcwarden.finds(name, rendered())
