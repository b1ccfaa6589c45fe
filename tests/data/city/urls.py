"""Where the views are."""

from django.urls import include, path
from egov_kit.django.handlers import handler400, handler403, handler404, handler500

from tests.data.city import views

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [
    path("", include("egov_kit.django.urls")),
    path("", views.home),
    path("mine", views.mine),
    path("counter", views.counter),
    path("head", views.Head.as_view()),
    path("units/<unit>", views.unit),
    path("dossiers/<int:number>", views.dossier),
    path("form", views.form),
    path("public-form", views.public_form),
    path("note/<text>", views.note),
    path("token", views.token),
    path("headers", views.headers),
    path("renew", views.renew),
    path("nobody", views.nobody),
    path("broken", views.broken),
    path("forbidden", views.forbidden),
    path("user", views.user),
    path("call/<audience>", views.call),
    path("unit-name/<code>", views.unit_name),
    path("sign", views.sign),
    path("sign-as-head", views.sign_as_head),
    path("recent", views.recent),
    path("just-now", views.just_now),
    path("api/portal-only", views.portal_only),
    path("api/units/<unit>", views.api_unit),
    path("api/whoami", views.whoami),
    path("api/files", views.api_files),
    path("api/head", views.api_head),
    path("api/bound", views.api_bound),
    path("api/sign", views.api_sign),
]
