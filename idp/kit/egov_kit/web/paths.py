"""The kit's own paths of an app."""

from typing import Final

LOGIN: Final = "/oidc/login"
CALLBACK: Final = "/oidc/callback"
LOGOUT: Final = "/oidc/logout"
LOGGED_OUT: Final = "/oidc/logged-out"
SESSIONS: Final = "/oidc/sessions"
HEALTH: Final = "/healthz"
