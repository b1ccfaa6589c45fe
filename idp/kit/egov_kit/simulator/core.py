"""One provider: who it is, whom it knows, what it remembers, and how it issues tokens."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from egov_kit.simulator import tokens
from egov_kit.simulator.clients import Client
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.faults import Draft
from egov_kit.simulator.jose import key, sign
from egov_kit.simulator.keys import KeyChain
from egov_kit.simulator.people import Person
from egov_kit.simulator.state import Refresh, Session, State
from egov_kit.simulator.switches import Switches
from egov_kit.simulator.tokens import About


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A logout token or security event that was sent; ``status`` is `None` for no answer."""

    client_id: str
    url: str
    status: int | None


LEVELS = {"1": 1, "2": 2, "mfa": 2}
"""``acr`` value to how many factors it takes."""
_TYPES = {
    "id_token": "JWT",
    "logout_token": "logout+jwt",
    "security_event": "secevent+jwt",
    "refresh_token": "JWT",
}


class Core:
    """What all endpoints share."""

    def __init__(
        self,
        *,
        realm: str,
        clock: Callable[[], float],
        people: Iterable[Person],
        clients: Iterable[Client],
        keys: KeyChain,
    ) -> None:
        self.realm = realm
        self.clock = clock
        self.people = {each.username: each for each in people}
        self.clients = {each.client_id: each for each in clients}
        self.keys = keys
        self.state = State(clock)
        self.switches = Switches(self)
        self.levels = dict(LEVELS)
        self.last: dict[str, dict[str, Any]] = {}
        """Each document as it was answered the time before, without faults."""
        self.deliveries: deque[Delivery] = deque(maxlen=1_000)
        """The last logout tokens and security events that were sent."""
        self.standing: Session | None = None
        """The session of whoever comes without one; they are asked for nothing."""
        self.at("http://127.0.0.1")

    def at(self, origin: str) -> None:
        """Be the issuer of this origin."""
        self.origin = origin
        self.issuer = f"{origin}/realms/{self.realm}"
        self.base = f"{self.issuer}/protocol/openid-connect"

    def now(self) -> int:
        """The time, as a NumericDate."""
        return int(self.clock())

    def client(self, client_id: str | None) -> Client:
        """A client by its id; raises `Refused`."""
        found = self.clients.get(client_id or "")
        if found is None:
            raise Refused("invalid_client", "no such client", status=401)
        return found

    def secret_of(self, client_id: str) -> str:
        """The secret of a client, empty if it has none."""
        known = self.clients.get(client_id)
        return (known.secret if known else None) or ""

    def sign_in(self, person: Person, *, sid: str | None = None, level: int = 1) -> Session:
        """Sign whoever comes without a session in as ``person`` from now on."""
        self.standing = self.state.begin(person, level=level, sid=sid)
        return self.standing

    def session_of(self, secret: str | None) -> Session | None:
        """The session of a browser with this cookie, or the standing one."""
        found = self.state.of_browser(secret)
        standing = self.standing
        if found is not None or standing is None:
            return found
        if not self.state.is_live(standing):
            standing = self.sign_in(standing.person, level=standing.level)
        return standing

    def about(
        self,
        session: Session,
        client_id: str,
        *,
        scopes: frozenset[str] = frozenset({"openid"}),
        acr: str | None = None,
        jkt: str | None = None,
    ) -> About:
        """Whom tokens of a session are about."""
        return About(
            issuer=self.issuer,
            now=self.now(),
            person=session.person,
            sid=session.sid,
            client_id=client_id,
            scopes=scopes,
            auth_time=session.auth_time,
            acr=acr or tokens.acr_of(session.level, (), self.levels),
            jkt=jkt,
        )

    def issue(
        self, kind: str, claims: Mapping[str, Any], client_id: str, alg: str = "RS256"
    ) -> str:
        """A token with these claims, with whatever faults are on."""
        held = self.keys.signing[alg]
        known = self.clients.get(client_id)
        usual = known.access_token_type if known else "at+jwt"
        if kind == "access_token" and usual == "opaque":
            return self.state.keep_opaque(self.switches.document(kind, claims))
        header = {"alg": alg, "typ": _TYPES.get(kind, usual), "kid": held.kid}
        draft = Draft(
            kind=kind,
            header=header,
            claims=self.switches.document(kind, claims),
            key=held,
            client_id=client_id,
        )
        return self.switches.token(draft)

    def refresh_token(self, claims: Mapping[str, Any]) -> str:
        """A refresh token: for nobody but us to read, so under a key that nobody else has."""
        own = key("sim-refresh", "HS512")
        return sign({"alg": "HS512", "typ": "JWT", "kid": own.kid}, claims, own)

    def keep_refresh(self, token: str, refresh: Refresh) -> None:
        """Remember what a refresh token stands for."""
        with self.state.lock:
            self.state.refreshes[token] = refresh
