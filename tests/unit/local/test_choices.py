"""What a platform is told at its start is kept, checked and read by every other command."""

from itertools import pairwise
from pathlib import Path

import pytest
from egov_idp.local import choices
from egov_idp.local.choices import Choices
from egov_idp.local.errors import ChoicesUnreadable, TenantUnknown
from egov_idp.local.layout import Layout
from egov_idp.local.platform import describe

KNOWN = {"bac-ninh": 1, "can-tho": 2, "danang": 3, "quang-nam": 4}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(var=tmp_path / "var")


def test_a_platform_that_was_told_nothing_has_all_tenants(layout: Layout) -> None:
    assert choices.read(layout) == Choices(tenants=None, domain=None, tls=False)


def test_what_was_chosen_is_read_again(layout: Layout) -> None:
    chosen = Choices(tenants=("quang-nam",), domain="egov.example.vn", tls=True)

    choices.write(layout, chosen)

    assert choices.read(layout) == chosen
    assert [path.name for path in layout.var.iterdir()] == ["platform.json"]


def test_da_nang_comes_first_then_the_others_by_name() -> None:
    assert list(Choices().of(KNOWN)) == ["danang", "bac-ninh", "can-tho", "quang-nam"]
    assert list(Choices(tenants=("can-tho", "danang")).of(KNOWN)) == ["danang", "can-tho"]


def test_tenants_are_named_with_commas_between() -> None:
    assert Choices().with_tenants("danang, can-tho,danang", KNOWN).tenants == ("danang", "can-tho")


def test_all_takes_every_tenant_also_those_that_come_later() -> None:
    assert Choices(tenants=("danang",)).with_tenants("all", KNOWN).tenants is None


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TenantUnknown, match=r"(?s)hue.*bac-ninh, can-tho, danang, quang-nam"):
        Choices().with_tenants("danang,hue", KNOWN)


def test_no_name_at_all_is_refused() -> None:
    with pytest.raises(TenantUnknown, match="No tenant was named"):
        Choices().with_tenants(" , ", KNOWN)


def test_a_kept_name_that_realms_no_longer_declares_is_refused() -> None:
    with pytest.raises(TenantUnknown, match="hue"):
        Choices(tenants=("danang", "hue")).of(KNOWN)


@pytest.mark.parametrize("content", ["", "[]", '{"colour": "red"}', '{"tenants": 7}'])
def test_a_broken_file_is_named_with_what_to_do(layout: Layout, content: str) -> None:
    choices.write(layout, Choices())
    (layout.var / "platform.json").write_text(content, encoding="utf-8")

    with pytest.raises(ChoicesUnreadable, match=r"platform\.json .*Remove it"):
        choices.read(layout)


def test_a_platform_is_made_of_the_chosen_tenants_alone(layout: Layout) -> None:
    choices.write(layout, Choices(tenants=("quang-nam",)))

    described = describe(layout)

    assert (list(described.realms), list(described.settings.tenants)) == (
        ["quang-nam"],
        ["quang-nam"],
    )


def test_the_options_of_up_say_the_same_again() -> None:
    some = ("danang", "can-tho")
    for chosen in (Choices(), Choices(tenants=some, domain="egov.example.vn", tls=True)):
        given = dict(pairwise((*chosen.options(), "")))
        other = Choices(tenants=("quang-nam",), domain="other.vn", tls=True)
        read = other.with_tenants(given["--tenants"], KNOWN)
        tls, domain = "--no-tls" not in given, given.get("--domain")
        assert read.with_addresses(tls=tls, domain=domain) == chosen
