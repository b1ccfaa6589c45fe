"""The three layers of the policy."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from egov_idp.policy import rules
from egov_idp.policy.errors import PolicyInvalid
from egov_idp.policy.rules import Policy, load
from egov_kit.module import GrantRule, Module, discover

COMMON = """
    titles:
      clerk: { vi: Văn thư, en: Records clerk }
      head: { vi: Trưởng phòng, en: Head }
    unit_kinds:
      commune: { vi: Xã, en: Commune }
"""
ONESTOP = Module(
    name="onestop",
    package="egov_apps.onestop",
    kind="module",
    title={},
    summary={},
    category="services",
    audience="staff",
    roles=("clerk", "head"),
    second_factor=(),
    scopes=(),
    calls=(),
    grants=(GrantRule(role="clerk", titles=("clerk",), units=("commune",)),),
)


def policy(folder: Path, common: str = "", own: str | None = None) -> Policy:
    (folder / "_policy.yaml").write_text(dedent(COMMON) + dedent(common), encoding="utf-8")
    if own is not None:
        (folder / "danang.yaml").write_text(dedent(own), encoding="utf-8")
    return load(folder, "danang", [ONESTOP])


def titles_of(found: Policy, right: str) -> list[set[str]]:
    return [set(rule.titles) for rule in found.rules if rule.right == right]


def test_a_module_s_own_rules_are_the_default(tmp_path: Path) -> None:
    assert titles_of(policy(tmp_path), "onestop.clerk") == [{"clerk"}]


def test_a_rule_names_the_file_that_says_so(tmp_path: Path) -> None:
    said = "rules: [{{ grant: onestop.head, titles: [{}], units: [commune] }}]"
    (by_module, by_all) = policy(tmp_path, said.format("head")).rules
    (_, by_province) = policy(tmp_path, own=f"policy: {{ {said.format('clerk')} }}").rules

    origins = [each.origin for each in (by_module, by_all, by_province)]
    assert origins == ["module.toml of onestop", "realms/_policy.yaml", "realms/danang.yaml"]


def test_the_common_policy_replaces_what_a_module_says_of_a_right(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        """
        rules:
          - { grant: onestop.clerk, titles: [head], units: [commune] }
        """,
    )
    assert titles_of(found, "onestop.clerk") == [{"head"}]


def test_a_province_replaces_what_the_common_policy_says_of_a_right(tmp_path: Path) -> None:
    own = """
        name: danang
        policy:
          titles:
            mayor: { vi: Thị trưởng, en: Mayor }
          rules:
            - { grant: onestop.clerk, titles: [mayor], units: [commune] }
            - { grant: onestop.clerk, titles: [head], units: [commune], from: 2026-01-01 }
    """
    found = policy(tmp_path, "", own)
    assert titles_of(found, "onestop.clerk") == [{"mayor"}, {"head"}]
    assert found.titles["mayor"] == {"vi": "Thị trưởng", "en": "Mayor"}


def test_an_empty_list_of_titles_takes_a_right_away(tmp_path: Path) -> None:
    own = "policy: { rules: [{ grant: onestop.clerk, titles: [], units: [] }] }"
    assert titles_of(policy(tmp_path, "", own), "onestop.clerk") == [set()]


def test_a_rule_has_dates_and_a_legal_basis(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        """
        rules:
          - grant: onestop.head
            titles: [head]
            units: [commune]
            from: 2026-01-01
            until: 2026-12-31
            basis: NĐ 118/2025/NĐ-CP
            verified: false
        """,
    )
    rule = next(rule for rule in found.rules if rule.right == "onestop.head")
    assert (rule.start, rule.end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (rule.basis, rule.verified) == ("NĐ 118/2025/NĐ-CP", False)


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("rules: [{ grant: onestop.cook, titles: [head], units: [commune] }]", "onestop.cook"),
        ("rules: [{ grant: onestop.head, titles: [cook], units: [commune] }]", "title cook"),
        ("rules: [{ grant: onestop.head, titles: [head], units: [sea] }]", "unit sea"),
        ("rules: [{ grant: head, titles: [head], units: [commune] }]", "module.role"),
        ("rules: [{ grant: onestop.head, units: [commune] }]", "titles"),
        ("rules: [{ grant: onestop.head, titles: [head], units: [commune], til: 1 }]", "til"),
        ("rules: [{ grant: onestop.head, titles: [head], units: [], from: '1/1/26' }]", "1/1/26"),
        ("rulez: []", "rulez"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, mistake: str, said: str) -> None:
    with pytest.raises(PolicyInvalid, match=said):
        policy(tmp_path, mistake)


def test_a_name_in_one_language_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match="mayor"):
        policy(tmp_path, "", "policy: { titles: { mayor: { vi: Thị trưởng } } }")


@pytest.mark.parametrize("names", ["titles: clerk", "titles: { clerk: 3 }", "unit_kinds:"])
def test_names_of_another_shape_are_a_mistake(tmp_path: Path, names: str) -> None:
    with pytest.raises(PolicyInvalid, match=r"danang\.yaml: .*must be written"):
        policy(tmp_path, own=f"policy: {{ {names} }}")


@pytest.mark.parametrize("tenant", ["danang", "quang-nam"])
def test_the_policy_of_this_checkout_can_be_used(tenant: str) -> None:
    found = rules.of_tenant(tenant)
    given = {rule.right for rule in found.rules}
    assert "onestop.counter" in given
    assert all(rule.basis for rule in found.rules if not rule.verified)


def test_every_title_and_kind_a_module_names_has_a_name() -> None:
    found = rules.of_tenant("danang")
    for module in discover():
        for grant in module.grants:
            assert set(grant.titles) <= set(found.titles)
            assert set(grant.units) <= set(found.unit_kinds)
