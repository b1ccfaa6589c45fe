"""Flask-Login's ``current_user`` is the person of the kit."""

from typing import Any

from flask import Flask
from flask_login import LoginManager

from egov_kit.person import Anonymous, find_person


def init(app: Flask) -> None:
    """Let Flask-Login ask the kit."""
    manager: Any = LoginManager(app)
    manager.session_protection = None  # the kit's own sessions are the protection
    manager.anonymous_user = Anonymous
    manager.request_loader(lambda _request: find_person())
