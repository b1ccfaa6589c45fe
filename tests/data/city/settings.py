"""As the how-to for Django has them."""

import secrets
from pathlib import Path

HERE = Path(__file__).parent

SECRET_KEY = secrets.token_urlsafe(48)  # nothing outlives the process
ALLOWED_HOSTS = ["*"]  # the kit knows which hosts there are
ROOT_URLCONF = "tests.data.city.urls"
MIDDLEWARE = ["egov_kit.django.Middleware"]
CSRF_USE_SESSIONS = True
EGOV_MODULE_FILE = HERE / "module.toml"
USE_TZ = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "environment": "egov_kit.django.templates.environment",
            "context_processors": ["egov_kit.django.templates.context"],
        },
    }
]
