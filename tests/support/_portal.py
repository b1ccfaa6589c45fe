"""The portal before a simulated sign-in server and a people API that can fall silent."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import discover
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Call, Loopback, Reply, Simulator
from jinja2 import FileSystemBytecodeCache

from tests.support.op import simulated
from tests.support.stores import TENANTS
from tests.support.web import Browser, SimulatedProviders

PORTAL = "danang.localhost:8000"
UNITS = {
    "H17.08": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
    "H17.08.02": {
        "vi": "Phòng Quản lý hạ tầng kỹ thuật",
        "en": "Technical Infrastructure Division",
    },
}
TITLES = {"counter-officer": {"vi": "Công chức Một cửa", "en": "Counter officer"}}


class PeopleStandIn:
    """Speaks the people API over HTTP, about one person as they are now."""

    def __init__(self, person: dict[str, Any]) -> None:
        self._person = person
        self.reply: Reply | None = None
        """What to answer to everything, instead of the truth."""
        self._loopback = Loopback(self._answer)
        self.url = f"http://127.0.0.1:{self._loopback.port}"

    def close(self) -> None:
        """Stop serving."""
        self._loopback.close()

    @property
    def calls(self) -> list[Call]:
        """Every call so far."""
        return self._loopback.calls

    def _answer(self, call: Call) -> Reply:
        if self.reply is not None:
            return self.reply
        if call.path == "/units":
            return Reply(body={"units": UNITS, "titles": TITLES})
        if call.method == "PUT":
            return self._choose(json.loads(call.body)["post"])
        return Reply(body=self._me())

    def _choose(self, post: str) -> Reply:
        if not any(each.startswith(f"{post}|") for each in self._person["posts"]):
            return Reply(status=422, body={"title": "unknown post"})
        self._person["post"] = post
        return Reply(body=self._me())

    def _me(self) -> Mapping[str, Any]:
        person = self._person
        chosen = person["post"]
        return {
            "staff_id": person["staff_id"],
            "given_name": "An",
            "posts": [_post(*each.split("|")) for each in person["posts"]],
            "working_post": None if chosen is ABSENT else chosen,
        }


def _post(post_id: str, unit: str, title: str, kind: str) -> Mapping[str, Any]:
    return {
        "id": post_id,
        "unit": {"code": unit, "name": UNITS[unit]},
        "title": {"code": title, "name": TITLES[title]},
        "acting": kind == "acting",
    }


@dataclass(frozen=True, kw_only=True)
class PortalSite:
    """The portal of Da Nang and what stands around it."""

    host: Host
    op: Simulator
    people: PeopleStandIn

    @property
    def person(self) -> dict[str, Any]:
        """What is said of the one person, as of now."""
        return self.op.people["annv"].claims

    def browser(self, language: str | None = "vi") -> Browser:
        """A browser nobody has signed in with."""
        made = Browser(self.host.public, self.op, host=PORTAL)
        if language:
            made.set_cookie("__Host-lang", language)
        return made

    def signed_in(self, language: str = "vi") -> Browser:
        """A browser with the person signed in."""
        made = self.browser(language)
        made.sign_in("/")
        return made


@contextmanager
def open_portal(
    folder: Path, clock: Callable[[], float], *, host: str = PORTAL, compiled: Path | None = None
) -> Iterator[PortalSite]:
    """The portal, with a person of two posts who may open the one-stop shop.

    ``compiled`` keeps its templates: to compile them takes longer than what most tests do.
    """
    op = simulated(clock=clock)
    people = PeopleStandIn(op.people["annv"].claims)
    settings = _settings(op, people, folder, host)
    database.migrate_kit(settings, "danang", "portal")
    providers = SimulatedProviders(op, clock)
    served = Host(
        settings,
        discover(),
        providers=providers,
        now=lambda: datetime.fromtimestamp(clock(), UTC),
    )
    if compiled:
        served.app("portal").jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    yield PortalSite(host=served, op=op, people=people)
    providers.close()
    database.close_all()
    people.close()
    op.close()


def _settings(op: Simulator, people: PeopleStandIn, folder: Path, host: str) -> Settings:
    danang = TENANTS["danang"].model_copy(update={"issuer": op.issuer, "host": host})
    return Settings(
        environment="development",
        scheme="http",
        tenants={"danang": danang},
        connect_to=op.connect_to,
        database_url=f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite",
        secrets_dir=folder / "secrets",
        apis={"egov-idp": people.url},
    )
