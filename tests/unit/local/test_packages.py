"""What is installed, and what is left as it was."""

import os
import signal
from pathlib import Path

import pytest
from egov_idp.local import packages
from egov_idp.local.errors import PackageMissing
from egov_idp.local.packages import Need, no_service_starts, to_the_end
from egov_idp.local.terminal import Terminal

HERE = Need(packages=("here",), is_there=lambda: True)
ABSENT = Need(packages=("slapd", "maven"), is_there=lambda: False)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy-rc.d"


def test_only_what_is_absent_is_missing() -> None:
    assert packages.missing([HERE, ABSENT]) == ["slapd", "maven"]


def test_who_may_not_install_is_told_the_exact_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(PackageMissing, match=r"sudo apt-get install -y .* slapd maven"):
        packages.ensure([HERE, ABSENT], tmp_path, Terminal())


@pytest.mark.parametrize(("said", "lacks"), [("v12.22.9", ["nodejs", "npm"]), ("v18.20.4", [])])
def test_a_program_that_is_too_old_counts_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, lacks: list[str]
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {said}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert packages.missing(packages.FOR_ASSETS) == lacks


def test_no_service_starts_while_packages_are_installed(policy: Path) -> None:
    with no_service_starts(policy):
        assert os.waitstatus_to_exitcode(os.system(str(policy))) == 101  # noqa: S605 - our file


def test_the_machine_may_start_services_again_afterwards(policy: Path) -> None:
    with no_service_starts(policy):
        pass

    assert not policy.exists()


def test_a_policy_that_was_there_comes_back_even_after_an_error(policy: Path) -> None:
    policy.write_text("#!/bin/sh\nexit 104\n")

    with pytest.raises(ZeroDivisionError), no_service_starts(policy):
        raise ZeroDivisionError

    assert policy.read_text() == "#!/bin/sh\nexit 104\n"


def test_a_policy_put_aside_by_a_killed_run_comes_back(policy: Path) -> None:
    with no_service_starts(policy):
        left_behind = policy.read_text()
    policy.with_name("policy-rc.d.egov-kept").write_text("#!/bin/sh\nexit 104\n")
    policy.write_text(left_behind)

    with no_service_starts(policy):
        pass

    assert policy.read_text() == "#!/bin/sh\nexit 104\n"


def test_an_interruption_waits_until_the_packages_are_installed() -> None:
    finished = []

    def install() -> None:
        with to_the_end(Terminal()):
            signal.raise_signal(signal.SIGINT)
            finished.append("installed")

    with pytest.raises(KeyboardInterrupt):
        install()

    assert finished
