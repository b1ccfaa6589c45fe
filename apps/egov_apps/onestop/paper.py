"""The forms that are printed of a dossier, and what their heads say (``data/forms.toml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import segno
from markupsafe import Markup

from egov_apps.onestop.errors import FormsInvalid, PaperNotThere
from egov_apps.onestop.files import DATA, read
from egov_apps.onestop.models import Dossier, DossierPause, DossierStep, PauseKind
from egov_apps.onestop.workflow import Action


@dataclass(frozen=True, kw_only=True)
class Form:
    """The head of a printed form: its number, the text that prescribes it, and its template.

    One of ``actions`` has to have happened to a dossier for the form to be printed of it.
    """

    name: str
    slug: str
    actions: frozenset[Action]
    number: Mapping[str, str]
    basis: Mapping[str, str]
    title: Mapping[str, str]
    source: str
    verified: bool

    @property
    def template(self) -> str:
        """What is printed, the same on the page and in the PDF."""
        return f"onestop/paper/{self.name}.html"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A form of one dossier: ``step`` is what it tells, ``due_before`` the date before that."""

    form: Form
    step: DossierStep
    due_before: datetime | None


@cache
def forms() -> tuple[Form, ...]:
    """All forms in the order of their numbers, read once from ``data/forms.toml``."""
    return read(DATA / "forms.toml", _forms, FormsInvalid)


def list_forms(dossier: Dossier) -> list[Form]:
    """The forms that can be printed of ``dossier``."""
    done = {Action(each.action) for each in dossier.steps}
    return [each for each in forms() if each.actions & done]


def get_letter(dossier: Dossier, slug: str) -> Letter:
    """The form at ``slug``, telling the last time that one of its actions was done.

    Raises `PaperNotThere`.
    """
    form = next((each for each in list_forms(dossier) if each.slug == slug), None)
    if form is None:
        raise PaperNotThere(slug)
    last = max(n for n, each in enumerate(dossier.steps) if each.action in form.actions)
    before = [each.due_at for each in dossier.steps[:last] if each.due_at]
    return Letter(form=form, step=dossier.steps[last], due_before=before[-1] if before else None)


def find_supplement(dossier: Dossier) -> DossierPause | None:
    """The last request for papers, with its list of what is missing or wrong."""
    asked = [each for each in dossier.pauses if each.kind == PauseKind.SUPPLEMENT]
    return asked[-1] if asked else None


def qr(text: str, title: str) -> Markup:
    """``text`` as a QR code, an SVG to put into a page; ``title`` says what it is."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(scale=4, border=2, title=title, omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno, which escapes the title


def _forms(raw: Mapping[str, Any]) -> tuple[Form, ...]:
    return tuple(
        Form(name=name, **(each | {"actions": frozenset(map(Action, each["actions"]))}))
        for name, each in raw.items()
    )
