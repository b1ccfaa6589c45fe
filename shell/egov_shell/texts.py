"""Names of the portal that are data: the categories of tiles."""

from flask_babel import gettext as _


def category_title(name: str) -> str:
    """The heading of a category; one we do not know is "other"."""
    titles = {
        "services": _("Public services"),
        "documents": _("Documents and administration"),
        "people": _("Officials and evaluation"),
        "sites": _("Portals and web sites"),
        "platform": _("Platform administration"),
    }
    return str(titles.get(name, _("Other applications")))
