"""The OIDC client kit: all that a module developer installs."""
