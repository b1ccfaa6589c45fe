"""The tenants of the tests' platforms."""

TENANTS = ("danang", "quang-nam")
"""Two show whatever seventeen would."""
