"""``./egov realm``: what is wrong usage, before anything is asked."""

import pytest
from egov_idp.cli import app
from typer import BadParameter
from typer.testing import CliRunner

IGNORE = ("ignore", "danang", "3f9a-77b02e", "--reason", "x")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (IGNORE, "one of --until DAY and --for DAYS"),
        ((*IGNORE, "--for", "3d", "--until", "2026-12-31"), "one of --until DAY and --for DAYS"),
        ((*IGNORE, "--for", "400d"), "a number with d, such as 30d"),
        ((*IGNORE, "--for", "72h"), "a number with d, such as 30d"),
        ((*IGNORE, "--until", "31/12/2026"), "31/12/2026"),
        (("revert", "danang"), "either names, or --all"),
        (("revert", "danang", "3f9a-77b02e", "--all"), "either names, or --all"),
        (("danang", "--watch", "--every", "0s"), "a number with s, m or h, such as 60s"),
    ],
)
def test_wrong_usage_is_told(words: tuple[str, ...], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        app(["realm", "drift", *words], standalone_mode=False)


@pytest.mark.parametrize(
    "words",
    [
        ("--bogus",),
        ("plan", "--bogus"),
        ("lint", "--bogus"),
        ("drift", *IGNORE),
        ("nothing",),
    ],
)
def test_wrong_usage_is_never_taken_for_a_difference(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["realm", *words])

    assert done.exit_code == 1
    assert "Usage:" in done.stderr
