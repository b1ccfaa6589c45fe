"""What is true of an app on the kit is true in both frameworks, unless a test names its own."""

import pytest


@pytest.fixture(params=["flask", "django"])
def framework(request: pytest.FixtureRequest) -> str:
    """Each of them."""
    found: str = request.param
    return found
