"""The messages in a folder, one file each; the names sort by the moment they came."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from egov_idp.mail.errors import LetterUnknown

_MOMENT = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message as somebody would read it; ``text`` is its plain text."""

    received: datetime
    sender: str
    to: str
    subject: str
    text: str


def keep(folder: Path, content: bytes, at: datetime, *, at_most: int) -> Path:
    """Write one message whole, for its owner alone, and drop the oldest above ``at_most``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{at.astimezone(UTC).strftime(_MOMENT)}-{secrets.token_hex(3)}"
    beside, path = folder / f".{name}.new", folder / f"{name}.eml"
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    beside.rename(path)
    for old in _newest_first(folder)[at_most:]:
        old.unlink(missing_ok=True)
    return path


def list_all(folder: Path, at_most: int) -> list[Letter]:
    """The newest messages, the newest first."""
    return [_read(path) for path in _newest_first(folder)[:at_most]]


def get(folder: Path, number: int) -> Letter:
    """The message of that place in `list_all`, counted from 1; raises `LetterUnknown`."""
    found = _newest_first(folder)
    if not 1 <= number <= len(found):
        raise LetterUnknown(number, len(found))
    return _read(found[number - 1])


def _newest_first(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("[0-9]*.eml"), reverse=True)


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=default)
    return Letter(
        received=datetime.strptime(path.name.partition("-")[0], _MOMENT).replace(tzinfo=UTC),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        text=_text(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    """Decoded, on one line, without what would steer a terminal."""
    return _harmless(" ".join(str(message.get(name, "")).split()))


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    return _harmless(str(body.get_content()) if body else "")


def _harmless(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
