"""The pages of the portal."""

from functools import cache, partial
from uuid import UUID

import structlog
from egov_kit import current_person, oidc, tenant
from egov_kit.addresses import safe_path
from egov_kit.errors import KitError
from egov_kit.kit import current_kit
from egov_kit.module import Module, discover
from egov_kit.web.languages import current as current_language
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from egov_shell import service
from egov_shell.circuit import Circuit
from egov_shell.errors import AnswerLost, PeopleUnavailable, PostUnknown
from egov_shell.people import Me, PeopleApi
from egov_shell.texts import category_title

_log = structlog.get_logger()
_PEOPLE = "egov-idp"

blueprint = Blueprint("portal", __name__, template_folder="templates")
blueprint.add_app_template_global(category_title)


@cache
def _modules() -> tuple[Module, ...]:
    return discover()


@blueprint.get("/")
@oidc.login
def home() -> str:
    """The tiles."""
    mine = service.openable(_modules(), current_person.grants)
    return render_template(
        "portal/home.html",
        categories=service.categories(mine, current_language()),
        posts=_posts(_find_me()),
    )


@blueprint.get("/launch/<module>")
@oidc.login
def launch(module: str) -> ResponseReturnValue:
    """Open a module, at the path ``to`` of it.

    Whoever has no tile may follow such a link too: Keycloak refuses, with a page that says why.
    """
    found = service.find_module(_modules(), module)
    if found is None:
        abort(404)
    address = current_kit().settings.module_url(tenant.name, found.name)
    way = url_for("oidc_login", next=safe_path(request.args.get("to")))
    return redirect(f"{address}{way}")


@blueprint.get("/working-post")
@oidc.login
def working_post() -> str:
    """Choose the post to work in."""
    return _choice(_find_me())


@blueprint.post("/working-post")
@oidc.login
def choose_working_post() -> ResponseReturnValue:
    """Work in another post; no second sign-in, the modules see it when they are next opened."""
    try:
        me = _people().choose_working_post(UUID(request.form.get("post", "")))
    except (ValueError, PostUnknown):
        return _choice(_find_me(), _("Choose one of your posts.")), PostUnknown.status
    except (PeopleUnavailable, KitError) as error:
        _log.warning("portal.people_unavailable", error=type(error).__name__)
        return _choice(None, _not_switched(error)), 503
    oidc.refresh_now()
    _say_changed(me)
    came_from = service.find_module(_modules(), request.args.get("from", ""))
    if came_from is not None:
        return redirect(url_for("portal.launch", module=came_from.name), 303)
    return redirect(url_for("portal.home"), 303)


@blueprint.get("/accessibility")
@oidc.public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("portal/accessibility.html")


def _choice(me: Me | None, mistake: str | None = None) -> str:
    return render_template(
        "portal/working_post.html",
        posts=_posts(me),
        mistake=mistake,
        module_from=service.find_module(_modules(), request.args.get("from", "")),
    )


def _people() -> PeopleApi:
    """The people API in the name of this person; to ask it may raise `KitError` as well."""
    base_url = current_kit().settings.apis[_PEOPLE]
    return PeopleApi(base_url, partial(oidc.headers_for, _PEOPLE), _circuit(base_url))


@cache
def _circuit(_base_url: str) -> Circuit:
    """One for each address of the service, for all people of this process."""
    return Circuit(current_kit().now)


def _find_me() -> Me | None:
    """What the API tells, `None` while it is silent: its absence never blocks the tiles."""
    try:
        return _people().me()
    except (PeopleUnavailable, KitError) as error:
        _log.warning("portal.people_unavailable", error=type(error).__name__)
        return None


def _posts(me: Me | None) -> service.Posts:
    return service.posts_of(current_person.posts, current_person.post, me)


def _not_switched(error: Exception) -> str:
    if isinstance(error, AnswerLost):  # a service that hangs may yet do what it was asked
        return str(_("The people service is silent. See later whether your post was changed."))
    return str(_("The people service is resting. Nothing was changed."))


def _say_changed(me: Me) -> None:
    post = service.posts_of((), None, me).working
    if post is not None:
        locale = current_language()
        title, unit = post.title.name(locale), post.unit.name(locale)
        flash(_("You now work as %(title)s – %(unit)s.", title=title, unit=unit))
