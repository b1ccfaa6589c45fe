"""What a PDF says, in words and in tags."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader


class Printed:
    """A tagged PDF, opened."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(BytesIO(content), strict=True)
        self.root: Any = self.reader.root_object

    @property
    def text(self) -> str:
        """The words of all pages, with one space between them."""
        return " ".join(" ".join(page.extract_text().split()) for page in self.reader.pages)

    @property
    def fonts(self) -> set[str]:
        """The fonts that its letters come from."""
        found = (font["/BaseFont"] for page in self.reader.pages for font in _fonts(page))
        return {str(name).partition("+")[2] for name in found}

    def elements(self) -> list[Any]:
        """The elements of its structure, in the order of reading."""
        return list(_below(self.root["/StructTreeRoot"]))

    def tags(self) -> set[str]:
        """What kinds of them there are."""
        return {str(each["/S"]) for each in self.elements()}


def _fonts(page: Any) -> Iterator[Any]:  # noqa: ANN401 - pypdf's own
    yield from (each.get_object() for each in page["/Resources"]["/Font"].values())


def _below(node: Any) -> Iterator[Any]:  # noqa: ANN401 - pypdf's own
    node = node.get_object()
    if not isinstance(node, dict):
        return
    if "/S" in node:
        yield node
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child, "get_object"):
            yield from _below(child)
