"""What the core leaves to the framework an app is written in."""

from collections.abc import Mapping
from typing import Any, Protocol

from egov_kit.person import Person


class Framework(Protocol):
    """One request as its framework can serve it; an adapter makes one for each."""

    @property
    def form_field(self) -> str:
        """The name of the field that holds the form token."""

    def identified(self, person: Person | None) -> None:
        """Show views who is asking; once, and again when that changed."""

    def filled(self, data: Mapping[str, Any]) -> None:
        """Show views what was kept for this browser."""

    def check_form(self) -> None:
        """Raise unless the request is safe or carries the form token of this browser.

        What is raised is the framework's own error, or `FormRefused`.
        """

    def form_token(self) -> str:
        """The token for the forms of the page that is being made."""

    def can_be_read(self, path: str) -> bool:
        """Whether a page can be asked for at this path."""

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """One of the kit's pages; ``context`` comes on top of `pages.context`."""
