from pathlib import Path

import wtforms
from babel.messages.pofile import read_po
from egov_kit.web import languages

VIETNAMESE = languages.TRANSLATIONS / "vi" / "LC_MESSAGES" / "wtforms.po"


def known(path: Path) -> dict[object, object]:
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_every_message_of_wtforms_is_in_vietnamese() -> None:
    theirs = known(Path(wtforms.__file__).parent / "locale" / "wtforms.pot")
    ours = known(VIETNAMESE)
    assert theirs.keys() - ours.keys() == set()
    assert all(ours.values())
