"""What the people API tells of the person who is signed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx

from egov_shell.circuit import Circuit
from egov_shell.errors import AnswerLost, PeopleUnavailable, PostUnknown

_SECONDS: Final = 2.0
"""The portal shows its tiles without the API rather than wait longer for it."""
HeadersFor = Callable[[str, str], Mapping[str, str]]
_LOST: Final = (httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A unit or a title: its code and its names by language."""

    code: str
    names: Mapping[str, str]

    def name(self, locale: str) -> str:
        """The name in a language, else the Vietnamese one, else the code."""
        return self.names.get(locale) or self.names.get("vi") or self.code


@dataclass(frozen=True, kw_only=True)
class HeldPost:
    """A post the person holds now."""

    id: UUID
    unit: Named
    title: Named
    acting: bool


@dataclass(frozen=True, kw_only=True)
class Me:
    """The person, with names where the token has only codes."""

    given_name: str
    posts: tuple[HeldPost, ...]
    working_post: UUID | None


class PeopleApi:
    """The people API at ``base_url``; ``headers`` of a method and an address name the person.

    Every call takes at most about two seconds. Raises `PeopleUnavailable`; while ``circuit`` says
    that the service is silent, `me` does so at once.
    """

    def __init__(self, base_url: str, headers: HeadersFor, circuit: Circuit) -> None:
        self._base_url = base_url
        self._circuit = circuit
        self._headers = headers

    def me(self) -> Me:
        """Who is signed in."""
        if not self._circuit.may_ask():
            raise PeopleUnavailable
        return _me(self._ask("GET", "/people/me"))

    def choose_working_post(self, post: UUID) -> Me:
        """Work in another post from now on. Raises `PostUnknown`, `AnswerLost`."""
        return _me(self._ask("PUT", "/people/me/working-post", {"post": str(post)}))

    def _ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 # JSON, read by _me
        url = f"{self._base_url}{path}"
        try:
            answer = httpx.request(
                method,
                url,
                json=body,
                headers=self._headers(method, url),
                timeout=_SECONDS,
                trust_env=False,
            )
            self._circuit.answered()
            if answer.status_code == PostUnknown.status:
                raise PostUnknown
            return answer.raise_for_status().json()
        except httpx.TransportError as error:
            self._circuit.silent()
            raise (AnswerLost if isinstance(error, _LOST) else PeopleUnavailable) from error
        except (httpx.HTTPError, ValueError) as error:
            raise PeopleUnavailable from error


def _me(answer: Any) -> Me:  # noqa: ANN401 # JSON of another process becomes a dataclass here
    try:
        chosen = answer["working_post"]
        return Me(
            given_name=str(answer["given_name"]),
            posts=tuple(_post(each) for each in answer["posts"]),
            working_post=UUID(chosen) if chosen else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PeopleUnavailable from error


def _post(answer: Mapping[str, Any]) -> HeldPost:
    return HeldPost(
        id=UUID(answer["id"]),
        unit=Named(code=answer["unit"]["code"], names=dict(answer["unit"]["name"])),
        title=Named(code=answer["title"]["code"], names=dict(answer["title"]["name"])),
        acting=bool(answer["acting"]),
    )
