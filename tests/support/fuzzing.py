"""How many examples hypothesis tries: the same few in every run, many others in a deep one."""

import pytest
from hypothesis import settings

settings.register_profile("sample", max_examples=40, derandomize=True, deadline=None)
settings.register_profile("whole", max_examples=3000, deadline=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Load one before any test is read: what a test says of its own settings goes on from there."""
    wanted = config.option.markexpr  # `./egov test --deep` leaves out other things, but not that
    settings.load_profile("whole" if wanted and "deep" not in wanted else "sample")
