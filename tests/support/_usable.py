"""What holds for every page: Vietnamese, usable at 360 pixels, nothing serious for axe."""

from collections.abc import Iterator

from babel.messages.pofile import read_po

from tests.support import repository
from tests.support.axe import serious
from tests.support.pages import Tab


def assert_usable(tab: Tab) -> None:
    """The page that the tab shows now."""
    assert tab.page.locator("html").get_attribute("lang") == "vi"
    assert tab.lines & set(english_texts()) == set()
    assert tab.sideways == 0
    assert tab.page.locator("h1").count() == 1
    assert serious(tab.page) == []


def english_texts() -> Iterator[str]:
    """The texts of our sources: none of them is what a Vietnamese reader should see."""
    for path in repository.product(".po"):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.id and message.id != message.string:
                    yield message.id
