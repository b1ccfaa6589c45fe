"""The fixtures of the plug-in, which only these tests want."""

from egov_kit.testing import oidc_double, oidc_settings, person

__all__ = ["oidc_double", "oidc_settings", "person"]
