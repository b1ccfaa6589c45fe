"""What every page in the kit's frame needs: templates, components, and what they show.

`environment` is for frameworks whose own templates are not Jinja's; an app with Jinja gives its own
environment `loader` and `GLOBALS`, and each page `context`.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from egov_kit.grants import Post
from egov_kit.person import find_person
from egov_kit.visit import Visit, find_visit, get_visit
from egov_kit.web import languages, paths
from egov_kit.web.answer import NO_STORE, Answer
from egov_kit.web.assets import asset
from egov_kit.web.choices import LANGUAGES, theme
from egov_kit.web.components import TranslatedComponents
from egov_kit.web.navigation import path_of

_NOT_KEPT: Final = ("lang", "theme")


def page(visit: Visit, template: str, *, status: int = 200, **more: object) -> Answer:
    """One of the kit's pages, for this reader alone."""
    text = visit.framework.render(template, more)
    return Answer(status=status, body=text.encode(), headers=NO_STORE)


def loader() -> BaseLoader:
    """The kit's templates and the translated components."""
    components = PrefixLoader({"govuk_frontend_jinja": TranslatedComponents()})
    return ChoiceLoader([PackageLoader("egov_kit"), components])


@cache
def environment() -> Environment:
    """The kit's templates with the kit's own texts."""
    made = Environment(loader=loader(), autoescape=True, extensions=["jinja2.ext.i18n"])
    install: Any = made
    install.install_gettext_callables(languages.gettext, languages.ngettext, newstyle=True)
    made.globals.update(GLOBALS)
    return made


def render(template: str, more: Mapping[str, Any]) -> str:
    """A page of the kit in the kit's own environment."""
    return environment().get_template(template).render({**context(), **more})


def context() -> dict[str, Any]:
    """What a page knows of the request that it answers."""
    visit = find_visit()
    if visit is None:
        return {}
    kit = visit.kit
    return {
        "person": visit.person,
        "tenant": visit.tenant,
        "module": kit.module,
        "locale": visit.language,
        "languages": LANGUAGES,
        "theme": theme(visit.request),
        "csp_nonce": visit.nonce,
        "portal_url": kit.portal_url() if visit.tenant else None,
        "sign_out_url": paths.LOGOUT,
        "sessions_url": paths.SESSIONS,
    }


def page_url(**changed: str) -> str:
    """This page with ``lang`` or ``theme`` chosen; where a form was sent, the form's page."""
    request = get_visit().request
    kept = [pair for pair in request.args if pair[0] not in (*_NOT_KEPT, *changed)]
    return f"{path_of(request)}?{urlencode([*kept, *changed.items()])}"


def working_post_id() -> str:
    """The id of the reader's working post, empty if there is none."""
    person = find_person()
    return str(person.post.id) if person and person.post else ""


def post_title(post: Post) -> str:
    """The name of a post's title in the reader's language, its code if names cannot be had."""
    from egov_kit import names  # names needs the whole kit, which needs this module

    return names.title(post.title)


def post_unit(post: Post) -> str:
    """The name of a post's unit in the reader's language, its code if names cannot be had."""
    from egov_kit import names

    return names.unit(post.unit)


def form_token() -> str:
    """The token that a form carries in the field `form_field`."""
    return get_visit().framework.form_token()


def form_field() -> str:
    """The name of the field for `form_token`."""
    return get_visit().framework.form_field


GLOBALS: Final[Mapping[str, Callable[..., str]]] = {
    "asset": asset,
    "page_url": page_url,
    "working_post_id": working_post_id,
    "post_title": post_title,
    "post_unit": post_unit,
    "form_token": form_token,
    "form_field": form_field,
}
"""Functions that the templates call; macros that are imported without a context have them too."""
