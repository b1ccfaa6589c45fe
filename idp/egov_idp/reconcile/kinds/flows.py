"""Sign-in flows, each compared and built as one object.

A flow's name ends in a digest of its content, so another content is another flow: it is built, and
only then do the realm's settings bind it. The old one stays for whoever is half way through it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from egov_idp.realms.flow_names import OURS
from egov_idp.reconcile.kind import Kind, Look, Objects
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path

_PARTS = frozenset({"authenticationFlows", "authenticatorConfig"})
_DIGEST = 8


class Flow(Kind):
    """A flow with all that lies below it."""

    name = "flow"
    parts = _PARTS
    removable = False  # an old one goes when nobody can be half way through it

    def objects(self, realm: Json) -> Objects:
        """By alias; the steps are one line of text."""
        return {
            (flow["alias"],): {"steps": _outline(flow, realm)}
            for flow in realm.get("authenticationFlows", [])
            if flow["topLevel"] and not flow["builtIn"]
        }

    def is_stock(self, name: Path, found: Json) -> bool:
        """Those we built before."""
        return OURS.fullmatch(name[0]) is not None

    def write(
        self, realm: RealmAdmin, name: Path, document: Json, fields: Iterable[Path], look: Look
    ) -> None:
        """Build it, after what an interrupted run left of it is cleared away."""
        wanted, live = self.objects(document)[name], export(realm)
        if self.objects(live).get(name) == wanted or is_used(name[0], live):
            return
        self._clear(realm, name, live)
        _build(realm, name[0], document)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """With all that lies below it."""
        self._clear(realm, name, export(realm))

    @staticmethod
    def _clear(realm: RealmAdmin, name: Path, live: Json) -> None:
        suffix = name[0][-_DIGEST - 1 :]
        for left in _ending(suffix, live["authenticationFlows"]):
            realm.delete_if_there(f"authentication/flows/{left['id']}")
        for left in _ending(suffix, live["authenticatorConfig"]):
            realm.delete_if_there(f"authentication/config/{left['id']}")

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Out of the whole: its parts lie in several resources."""
        return self.objects(export(realm)).get(name)

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """`write` does it all."""

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """`write` does it all."""

    def trace(self, name: Path, realm: Json) -> str:
        """The flow itself; Keycloak names a step of it by number alone."""
        return f"authentication/flows/{name[0]}/"


def export(realm: RealmReader) -> Json:
    """The whole realm as Keycloak tells it, without people; secrets are masked."""
    query = {"exportClients": "true", "exportGroupsAndRoles": "true"}
    found: Json = realm.read_by_post("partial-export", **query)
    return found


def settled(document: Json, live: Json) -> Json:
    """The document with names for its flows that nobody changed by hand.

    A flow in use whose content was changed is not repaired under people's feet: the declared one
    is built beside it under another name.
    """
    for flow in [each for each in document["authenticationFlows"] if each["topLevel"]]:
        old = flow["alias"][-_DIGEST:]
        new = _free_digest(flow["alias"], document, live)
        document = document if new == old else _renamed(document, f" {old}", f" {new}")
    return document


def is_used(alias: str, live: Json) -> bool:
    """Whether anything in the realm names that flow."""
    numbers = [each["id"] for each in live["authenticationFlows"] if each["alias"] == alias]
    rest = json.dumps({part: each for part, each in live.items() if part not in _PARTS})
    return any(f'"{name}"' in rest for name in (alias, *numbers))


def names(document: Json) -> set[str]:
    """The aliases of its flows, without what lies below them."""
    return {each["alias"] for each in document["authenticationFlows"] if each["topLevel"]}


def _free_digest(alias: str, document: Json, live: Json) -> str:
    """The end of the name under which the flow is there, or can be built."""
    kind, stem = Flow(), alias[:-_DIGEST]
    wanted, found = kind.objects(document)[alias,], kind.objects(live)
    there = {name[-_DIGEST:]: each for (name,), each in found.items() if _has_stem(name, stem)}
    same = [digest for digest, each in there.items() if each == wanted]
    if len(same) > 1:
        same.sort(key=lambda digest: not is_used(stem + digest, live))
    for digest in same:
        return digest
    free = (d for d in _digests(alias) if d not in there or not is_used(stem + d, live))
    return next(free)


def _has_stem(name: str, stem: str) -> bool:
    return len(name) == len(stem) + _DIGEST and name.startswith(stem)


def _digests(alias: str) -> Iterator[str]:
    """The flow's own first, then others."""
    yield alias[-_DIGEST:]
    for number in count(1):
        yield hashlib.sha256(f"{alias} {number}".encode()).hexdigest()[:_DIGEST]


def _renamed(what: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(what, dict):
        return {key: _renamed(value, old, new) for key, value in what.items()}
    if isinstance(what, list):
        return [_renamed(value, old, new) for value in what]
    return what.removesuffix(old) + new if isinstance(what, str) and what.endswith(old) else what


def _outline(flow: Json, realm: Json) -> str:
    flows = {each["alias"]: each for each in realm["authenticationFlows"]}
    settings = {each["alias"]: each["config"] for each in realm.get("authenticatorConfig", [])}

    def step(each: Json) -> str:
        below = flows.get(each.get("flowAlias", ""))
        what = inside(below) if below else each.get("authenticator", "nothing")
        config = settings.get(each.get("authenticatorConfig", ""))
        said = " " + json.dumps(config, sort_keys=True, ensure_ascii=False) if config else ""
        return f"{each['requirement']} {what}{said}"

    def inside(each: Json) -> str:
        steps = sorted(each["authenticationExecutions"], key=lambda one: int(one["priority"]))
        return f"{each['providerId']} ({', '.join(map(step, steps))})"

    return inside(flow)


def _ending(suffix: str, listed: list[Json]) -> list[Json]:
    return [each for each in listed if each["alias"].endswith(suffix)]


def _build(realm: RealmAdmin, alias: str, document: Json) -> None:
    suffix = alias[-_DIGEST - 1 :]
    flows = _ending(suffix, document["authenticationFlows"])
    settings = {each["alias"]: each for each in document["authenticatorConfig"]}
    numbers = {
        flow["alias"]: realm.post("authentication/flows", _bare(flow)) for flow in reversed(flows)
    }
    for flow in flows:
        for step in flow["authenticationExecutions"]:
            number = realm.post("authentication/executions", _step(step, flow, numbers))
            if config := settings.get(step.get("authenticatorConfig", "")):
                realm.post(f"authentication/executions/{number}/config", config)


def _bare(flow: Json) -> Json:
    return {**flow, "authenticationExecutions": []}


def _step(step: Json, flow: Json, numbers: dict[str, str]) -> Json:
    made = {"parentFlow": numbers[flow["alias"]], "requirement": step["requirement"]}
    if "flowAlias" in step:
        return made | {"flowId": numbers[step["flowAlias"]], "authenticatorFlow": True}
    return made | {"authenticator": step["authenticator"], "authenticatorFlow": False}
