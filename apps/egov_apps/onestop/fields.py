"""Form fields that clean what comes in and answer in the reader's language.

The macros of ``egov/forms.html`` tell fields apart by the names of their classes, so a choice here
bears the name of the WTForms class it refines.
"""

import re
from collections.abc import Mapping
from typing import Any

import wtforms
from egov_kit.texts import clean
from flask_babel import lazy_gettext as _
from wtforms import ValidationError
from wtforms.form import BaseForm
from wtforms.validators import Length, Regexp, StopValidation

_GROUPED = re.compile(r"[\s.]+")


class Text(wtforms.StringField):
    """One line of clean text of at most ``most`` characters."""

    def __init__(self, label: str, *checks: Any, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        length = Length(max=most, message=_("Use at most %(max)d characters", max=most))
        super().__init__(label, [*checks, length], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        self.data = clean(str(valuelist[0])) if valuelist else ""


class TextAreaField(wtforms.TextAreaField):
    """Lines of clean text of at most ``most`` characters; empty lines go."""

    def __init__(self, label: str, *checks: Any, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        length = Length(max=most, message=_("Use at most %(max)d characters", max=most))
        super().__init__(label, [*checks, length], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean each line."""
        lines = str(valuelist[0]).splitlines() if valuelist else []
        self.data = "\n".join(each for each in map(clean, lines) if each)


class Digits(Text):
    """Digits that people write in groups: spaces and dots between them go."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Put the groups together."""
        super().process_formdata(valuelist)
        self.data = _GROUPED.sub("", self.data or "")


class Count(wtforms.IntegerField):
    """A whole number from ``least`` to ``most``; nothing typed is `None`."""

    def __init__(
        self,
        label: str,
        *checks: Any,  # noqa: ANN401 - WTForms' own
        least: int,
        most: int,
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        self._range = {"least": least, "most": most}
        super().__init__(label, checks, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; what is no such number stays on the page to be mended."""
        typed = clean(str(valuelist[0])) if valuelist else ""
        self.data = int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else None
        within = self.data is not None and self._range["least"] <= self.data <= self._range["most"]
        if typed and not within:
            self.data = None
            raise ValueError(_("Enter a whole number from %(least)d to %(most)d", **self._range))


def choices(texts: Mapping[Any, str]) -> list[Any]:
    """The choices of a field: the members of an enumeration and their names."""
    # Its type stubs do not know the class yet.
    choice = wtforms.SelectChoice  # type: ignore[attr-defined]
    return [choice(str(member.value), text) for member, text in texts.items()]


class SelectField(wtforms.SelectField):
    """One of a list."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a choice that was not offered, in the reader's language."""
        _offered(super().pre_validate, form)


class RadioField(wtforms.RadioField):
    """One of a few, all shown."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a choice that was not offered, in the reader's language."""
        _offered(super().pre_validate, form)


class Needed:
    """Something must be there; ``message`` says what."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it so

    def __init__(self, message: str) -> None:
        self._message = message

    def __call__(self, _form: BaseForm, field: wtforms.Field) -> None:
        """Stop at a field in which nothing is left after cleaning."""
        if not field.data:
            raise StopValidation(self._message)


def pattern(expression: str, message: str) -> Regexp:
    """What is typed, if anything is, must have this form."""
    return Regexp(rf"^(?:{expression})?\Z", message=message)


def _offered(check: Any, form: BaseForm) -> None:  # noqa: ANN401 - a bound method
    try:
        check(form)
    except ValidationError as error:
        raise ValidationError(_("Choose one of the options")) from error
