"""What the portal shows: the modules a person may open, and the posts they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from egov_kit.grants import Grant, Post
from egov_kit.module import Module

from egov_shell.people import HeldPost, Me, Named

ORDER = ("services", "documents", "people", "sites", "platform")
"""Categories in the order of the page; others follow by name."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One module the person may open."""

    module: str
    title: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class Category:
    """Tiles that belong together."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, kw_only=True)
class Posts:
    """The posts a person holds and the one they work in; ``named`` is False if only codes are
    known.
    """

    held: tuple[HeldPost, ...]
    working: HeldPost | None
    named: bool


def openable(modules: Iterable[Module], grants: Iterable[Grant]) -> tuple[Module, ...]:
    """The modules that a grant opens: the same rule by which Keycloak lets in or refuses."""
    granted = {grant.module for grant in grants}
    return tuple(m for m in modules if m.kind == "module" and m.name in granted)


def find_module(modules: Iterable[Module], name: str) -> Module | None:
    """The module ``name`` if the portal launches it."""
    return next((m for m in modules if m.kind == "module" and m.name == name), None)


def categories(modules: Iterable[Module], locale: str) -> tuple[Category, ...]:
    """Tiles of ``modules``, grouped and in the page's order."""
    tiles = sorted(modules, key=lambda m: (_place(m.category), m.category, m.title[locale]))
    return tuple(
        Category(name=name, tiles=tuple(_tile(each, locale) for each in group))
        for name, group in groupby(tiles, key=lambda m: m.category)
    )


def posts_of(held: Iterable[Post], working: Post | None, me: Me | None) -> Posts:
    """The posts with their names; from the token alone, with codes, while the API is silent."""
    found = me.posts if me else tuple(_unnamed(each) for each in held)
    chosen = me.working_post if me else None
    return Posts(
        held=found,
        working=_find(found, chosen) or _find(found, working.id if working else None),
        named=me is not None,
    )


def _place(category: str) -> int:
    return ORDER.index(category) if category in ORDER else len(ORDER)


def _tile(module: Module, locale: str) -> Tile:
    return Tile(module=module.name, title=module.title[locale], summary=module.summary[locale])


def _unnamed(post: Post) -> HeldPost:
    return HeldPost(
        id=post.id,
        unit=Named(code=post.unit, names={}),
        title=Named(code=post.title, names={}),
        acting=post.acting,
    )


def _find(posts: Iterable[HeldPost], wanted: UUID | None) -> HeldPost | None:
    return next((each for each in posts if each.id == wanted), None)
