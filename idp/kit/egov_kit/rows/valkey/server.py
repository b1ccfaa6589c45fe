"""Connections to the server, the keys of one module of one tenant, and the scripts on them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit, urlunsplit

from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.credentials import CredentialProvider
from redis.exceptions import RedisError
from redis.retry import Retry

from egov_kit.errors import StoreUnreachable

CONNECT_WITHIN: Final = 1.0
ANSWER_WITHIN: Final = 2.0
_CONNECTIONS: Final = 32
_SCHEMES: Final = {"valkey": "redis", "valkeys": "rediss"}


class _FromFile(CredentialProvider):
    """Name and password, read anew at each connection so that both may be changed."""

    def __init__(self, name: str | None, file: Path) -> None:
        self._name = name
        self._file = file

    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        """As the server's AUTH takes them."""
        password = self._file.read_text(encoding="utf-8").strip()
        return (self._name, password) if self._name else (password,)


@cache
def connect(address: str, password_file: str | None) -> Redis:
    """The server at ``address``, one for each process; nothing is opened yet."""
    parts = urlsplit(address)
    bare = parts._replace(
        scheme=_SCHEMES.get(parts.scheme, parts.scheme), netloc=parts.netloc.rpartition("@")[2]
    )
    secret = Path(password_file) if password_file else None
    pool = BlockingConnectionPool.from_url(
        urlunsplit(bare),
        max_connections=_CONNECTIONS,
        timeout=ANSWER_WITHIN,
        socket_connect_timeout=CONNECT_WITHIN,
        socket_timeout=ANSWER_WITHIN,
        # Nothing is sent twice: who asked is told, and may know whether to ask again.
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
        protocol=2,
        **({"credential_provider": _FromFile(parts.username, secret)} if secret else {}),
    )
    return Redis(connection_pool=pool)


@contextmanager
def told() -> Iterator[None]:
    """Say `StoreUnreachable` of whatever the server, or the way to it, did not do."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnreachable(type(error).__name__) from error


class Keys:
    """The keys of one module of one tenant; the braces keep them on one node of a cluster."""

    def __init__(self, server: Redis, tenant: str, module: str) -> None:
        self._server = server
        self.base = f"egov:{{{tenant}/{module}}}:"

    def hash(self, key: str) -> Mapping[str, str]:
        """All fields of a hash; none if it is not there."""
        with told():
            return cast("dict[str, str]", self._server.hgetall(self.base + key))

    def hashes(self, keys: Iterable[str]) -> Sequence[Mapping[str, str]]:
        """All fields of each hash, in one round."""
        with told(), self._server.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.hgetall(self.base + key)
            found: list[dict[str, str]] = pipeline.execute()
        return found

    def fields(self, key: str, *names: str) -> Sequence[str | None]:
        """Some fields of a hash."""
        with told():
            return cast("list[str | None]", self._server.hmget(self.base + key, names))

    def values(self, keys: Iterable[str]) -> Sequence[str | None]:
        """Plain values."""
        with told():
            full = [self.base + key for key in keys]
            return cast("list[str | None]", self._server.mget(full))

    def members(self, key: str) -> Collection[str]:
        """The members of a set."""
        with told():
            return cast("set[str]", self._server.smembers(self.base + key))

    def script(self, name: str) -> Callable[[Iterable[Any]], Any]:
        """The script ``<name>.lua`` beside this file, for a list of arguments."""
        script = Script(self._server, _source(name))

        def run(arguments: Iterable[Any]) -> Any:  # noqa: ANN401 - as the script answers
            with told():
                return script(keys=[self.base], args=list(arguments))

        return run


@cache
def _source(name: str) -> str:
    here = Path(__file__).parent
    return "\n".join((here / f"{each}.lua").read_text(encoding="utf-8") for each in ("_", name))
