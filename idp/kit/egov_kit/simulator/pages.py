"""What a person sees of the simulator: Vietnamese or English, without any script."""

from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment

from egov_kit.simulator.core import Core
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.state import Asked, Session
from egov_kit.simulator.wire import Call, Reply
from egov_kit.web import assets
from egov_kit.web.choices import LANGUAGES, best_language
from egov_kit.web.languages import catalogue
from egov_kit.web.pages import loader

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_LANGUAGE: Final = "SIMULATOR_LANGUAGE"
_YEAR: Final = 31_536_000


def sign_in_page(core: Core, call: Call, asked: Asked, *, action: str, unknown: str = "") -> Reply:
    """Ask who it is; ``unknown`` is a user name that nobody has."""
    status = 422 if unknown else 200
    return render(core, call, "sign_in", status=status, asked=asked, action=action, unknown=unknown)


def sign_out_page(core: Core, call: Call, session: Session, *, action: str) -> Reply:
    """Ask whether to sign out, because the application did not prove that it may."""
    return render(core, call, "sign_out", session=session, action=action)


def signed_out_page(core: Core, call: Call) -> Reply:
    """Say that the session is over, where there is no address to return to."""
    return render(core, call, "signed_out")


def error_page(core: Core, call: Call, error: Refused) -> Reply:
    """Say what is wrong with a request that has no trustworthy way back."""
    return render(core, call, "error", status=400, error=error)


def render(core: Core, call: Call, name: str, *, status: int = 200, **told: Any) -> Reply:  # noqa: ANN401 # as Jinja's own
    """A page in the reader's language."""
    language = _language(call)
    page = _templates(language).get_template(f"simulator/{name}.html")
    html = page.render(
        core=core,
        locale=language,
        others={code: title for code, title in LANGUAGES.items() if code != language},
        page_url=lambda **changed: _address(call, **changed),
        **told,
    )
    headers = dict(_HEADERS)
    if call.query.get("lang") in LANGUAGES:
        headers["Set-Cookie"] = f"{_LANGUAGE}={language}; Path=/; Max-Age={_YEAR}; SameSite=Lax"
    media_type = "text/html; charset=utf-8"
    return Reply(status=status, body=html.encode(), media_type=media_type, headers=headers)


def serve_asset(call: Call) -> Reply:
    """A style sheet, picture or font."""
    found = assets.serve(call.path, "")
    kept = {"Cache-Control": found.headers["Cache-Control"]} if found.status == 200 else {}
    return Reply(status=found.status, body=found.body, media_type=found.content_type, headers=kept)


def _address(call: Call, **changed: str) -> str:
    return f"{call.path}?{urlencode({**call.query, **changed})}"


def _language(call: Call) -> str:
    for wanted in (call.query.get("lang"), call.cookie(_LANGUAGE), *_asked(call)):
        if wanted in LANGUAGES:
            return str(wanted)
    return best_language(call.headers.get("accept-language", ""))


def _asked(call: Call) -> list[str]:
    """The languages the application asks for (OIDC Core 3.1.2.1)."""
    return call.query.get("ui_locales", "").split()


@cache
def _templates(language: str) -> Environment:
    made = Environment(
        loader=loader(),
        autoescape=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined] # of the extension
    made.globals["asset"] = assets.asset
    return made
