"""The kit in a Django project.

::

    # settings.py
    MIDDLEWARE = ["egov_kit.django.Middleware"]
    CSRF_USE_SESSIONS = True
    EGOV_MODULE_FILE = BASE_DIR / "module.toml"

    # urls.py
    urlpatterns = [path("", include("egov_kit.django.urls")), path("", views.home)]

    # views.py
    from egov_kit.django import oidc

    @oidc.login
    def home(request): ...

Neither Django's database nor ``django.contrib`` is needed.
"""

from egov_kit.django.middleware import Middleware
from egov_kit.django.oidc import OIDC, oidc

__all__ = ["OIDC", "Middleware", "oidc"]
