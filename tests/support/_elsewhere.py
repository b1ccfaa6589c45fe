"""Parties at a provider nobody here wrote: a module of the kit for each way of being registered."""

import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import load
from egov_kit.op import Providers
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings, Tenant
from egov_kit.simulator.jose import key
from egov_kit.store import Store
from egov_kit.testing.browser import Browser
from egov_kit.web import cookies
from werkzeug.serving import make_server

REPORTS = Path(__file__).parents[1] / "data" / "reports" / "module.toml"
SECRET = "a-secret-that-is-long-enough-for-hs256"
_FORM = re.compile(r"<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<input[^>]*>")
_ATTRIBUTE = re.compile(r"(\w+)=\"([^\"]*)\"")
_LONGEST = 60.0
Told = Mapping[str, Any]


class Listener:
    """Where a provider reaches a party; its port is known before there is anything to serve."""

    def __init__(self) -> None:
        self.app: Callable[..., Iterable[bytes]] = _nothing
        self._server = make_server("127.0.0.1", 0, lambda e, s: self.app(e, s), threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _nothing(_environ: Told, start: Callable[..., Any]) -> Iterable[bytes]:
    start("503 Not yet", [("Content-Length", "0")])
    return []


class Human:
    """A person with a browser: fills in whatever form the provider shows."""

    def __init__(self, name: str, ends: tuple[str, ...]) -> None:
        self._name, self._ends = name, ends
        self.http = httpx.Client(trust_env=False, timeout=20)

    def open(self, address: str) -> str:
        """Go on until the provider sends the browser to a module; answers that address."""
        page = self.http.get(address)
        for _ in range(12):
            if page.is_redirect:
                address = urljoin(str(page.url), page.headers["Location"])
                if address.startswith(self._ends):
                    return address
                page = self.http.get(address)
            else:
                page = self._fill_in(page)
        raise AssertionError(f"no way back from {page.url}: {page.status_code} {page.text[:2000]}")

    def _fill_in(self, page: httpx.Response) -> httpx.Response:
        found = _FORM.search(page.text)
        assert found, f"{page.url}: {page.status_code} {page.text[:2000]}"
        inputs = [dict(_ATTRIBUTE.findall(each)) for each in _INPUT.findall(found[2])]
        form = {i["name"]: unescape(i.get("value", "")) for i in inputs if "name" in i}
        for name in form.keys() & {"login", "username", "password"}:
            form[name] = self._name
        # The button that says yes.
        form |= {"logout": "yes"} if "logout" in found[0] else {}
        return self.http.post(urljoin(str(page.url), unescape(found[1])), data=form)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


@dataclass
class Party:
    """A module of the kit, registered at the provider as ``name``."""

    name: str
    auth: str
    told: Told = field(default_factory=dict)
    """More about its tenant."""
    listener: Listener = field(default_factory=Listener)
    later: timedelta = timedelta()
    """How far the party's clock, not the provider's, is ahead."""

    @property
    def base(self) -> str:
        """Its public address."""
        return f"http://reports.{self.name}.localhost:8000"

    def session_of(self, visit: "Visit") -> KeptSession:
        """What the party keeps of a visit that has signed in."""
        store = Store(settings=self.settings, tenant=self.name, module="reports", now=self.now)
        found = Sessions(store).find(visit.cookies()[cookies.SESSION])
        assert found is not None
        return found

    def registration(self) -> dict[str, Any]:
        """How the provider must know it (OIDC Registration 1.0)."""
        keys = {"jwks": {"keys": [key("elsewhere").as_dict(private=False)]}}
        return {
            "client_id": f"id-of-{self.name}",
            "redirect_uris": [f"{self.base}/oidc/callback"],
            "post_logout_redirect_uris": [f"{self.base}/oidc/logged-out"],
            "backchannel_logout_uri": f"{self.listener.url}/reports/oidc/backchannel-logout",
            "backchannel_logout_session_required": True,
            "token_endpoint_auth_method": self.auth,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "dpop_bound_access_tokens": self.told.get("dpop", False),
        } | (keys if self.auth == "private_key_jwt" else {"client_secret": SECRET})

    def start(self, issuer: str, folder: Path) -> None:
        """Let it serve people of ``issuer``."""
        clients = folder / self.name / "clients"
        clients.mkdir(parents=True)
        (clients / "reports.secret").write_text(SECRET)
        (clients / "reports.jwk").write_text(json.dumps(key("elsewhere").as_dict(private=True)))
        self.settings = Settings(
            environment="development",
            scheme="http",
            tenants={self.name: self._tenant(issuer)},
            database_url=f"sqlite:///{folder}/{{tenant}}-{{module}}.sqlite",
            secrets_dir=folder,
        )
        database.migrate_kit(self.settings, self.name, "reports")
        self.providers = Providers(self.settings)
        module = load(REPORTS, "tests.data.reports")
        self.host = Host(self.settings, [module], providers=self.providers, now=self.now)
        self.listener.app = self.host.internal

    def now(self) -> datetime:
        """The party's time."""
        return datetime.now(UTC) + self.later

    def _tenant(self, issuer: str) -> Tenant:
        return Tenant.model_validate(
            {
                "issuer": issuer,
                "host": f"{self.name}.localhost:8000",
                "unit": "H17",
                "title": {"vi": "Nơi khác", "en": "Elsewhere"},
                "kind": "outside",
                "client_ids": {"reports": f"id-of-{self.name}"},
                "client_auth": self.auth,
                **self.told,
            }
        )

    def visit(self, name: str = "ada") -> "Visit":
        """Somebody comes with a browser of their own."""
        human = Human(name, (f"{self.base}/oidc/callback", f"{self.base}/oidc/logged-out"))
        return Visit(self.host.public, self.base, human)

    def close(self) -> None:
        """Stop serving."""
        self.providers.close()
        self.listener.close()


class Visit(Browser):
    """A browser at a party, and its person."""

    def __init__(self, wsgi: Callable[..., Any], base: str, human: Human) -> None:
        super().__init__(wsgi, base, human.open)
        self.human = human

    def whoami(self) -> dict[str, Any]:
        """What the module knows of the person."""
        found = self.get("/me").json
        assert isinstance(found, dict)
        return found

    def sign_out(self) -> dict[str, str]:
        """Sign out by the module's form and the provider's; what comes back to the module."""
        token = self.form_token("/oidc/logout")
        answer = self.post("/oidc/logout", {"csrf_token": token})
        back = self.human.open(answer.location)
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until a server says that it is ready; raises `RuntimeError` with what it said else."""
    until = time.monotonic() + _LONGEST
    while "ready" not in said.read_text(encoding="utf-8", errors="replace"):
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the provider did not start: {said.read_text(encoding='utf-8')}")
        time.sleep(0.02)
