"""The one-stop shop's app with people who sign in through the kit at a real sign-in server."""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from egov_apps.onestop.models import Base
from egov_idp.local.assets import compile_translations
from egov_idp.local.layout import ROOT
from egov_kit import database
from egov_kit.flask.app import build
from egov_kit.module import discover
from egov_kit.op import Providers
from egov_kit.settings import Settings, Tenant
from egov_kit.simulator import Call, Loopback, Reply, Simulator
from egov_kit.tables import kit_session
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from tests.support.op import CLIENT_KEY, simulated

HOST = "onestop.danang.localhost:8000"
UNITS = {
    "H17.08": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
    "H17.30": {"vi": "UBND phường Hải Châu", "en": "People's Committee of Hải Châu ward"},
}
KINDS = {"H17.08": "department", "H17.30": "commune"}
TITLES = {"counter-officer": {"vi": "Công chức Một cửa", "en": "Counter officer"}}


def a_person(*posts: str, grants: tuple[str, ...], name: str = "Nguyễn Văn An") -> dict[str, Any]:
    """Claims of somebody with posts such as ``H17.08|counter-officer|main``, the first at work."""
    held = [f"{uuid4()}|{post}" for post in posts]
    return {
        "staff_id": str(uuid4()),
        "name": name,
        "posts": held,
        "post": held[0].partition("|")[0],
        "grants": list(grants),
    }


OFFICER = a_person("H17.08|counter-officer|main", grants=("onestop.counter@H17.08",))


class Browser(FlaskClient):
    """A browser at the one-stop shop of Da Nang."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 - werkzeug's own
        kwargs.setdefault("base_url", f"http://{HOST}")
        return super().open(*args, **kwargs)


class Counter:
    """The app of the one-stop shop of Da Nang."""

    def __init__(self, settings: Settings) -> None:
        compile_translations(ROOT)
        self.op = simulated()
        self.people_api = Loopback(_names)
        self.settings = _with(settings, self.op, self.people_api)
        self.providers = Providers(self.settings)
        onestop = next(module for module in discover() if module.name == "onestop")
        database.prepare(self.settings, "danang", onestop)
        self.app: Flask = build(onestop, self.settings, providers=self.providers)
        self.app.test_client_class = Browser

    def close(self) -> None:
        self.providers.close()
        self.op.close()
        self.people_api.close()

    def forget_dossiers(self) -> None:
        with database.transaction(self.settings, "danang", "onestop") as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))

    def sign_in(self, person: Mapping[str, Any], language: str = "en") -> FlaskClient:
        """A browser in which ``person`` has signed in."""
        self.op.people["annv"].claims.update(person)
        browser = self.app.test_client()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        answer = self.follow(browser, browser.get("/ho-so"))
        assert answer.status_code == 200, answer.text
        return browser

    def follow(self, browser: FlaskClient, answer: TestResponse) -> TestResponse:
        """Where the redirects lead, through the sign-in server and back."""
        while answer.status_code in (302, 303):
            answer = self._go(browser, answer.headers["Location"])
        return answer

    def end_sessions(self) -> None:
        """End every session, as a back-channel logout does."""
        with database.kit_transaction(self.settings, "danang", "onestop") as session:
            session.execute(update(kit_session).values(ended_at=datetime.now(UTC)))

    def _go(self, browser: FlaskClient, location: str) -> TestResponse:
        to = urlsplit(location)
        if f"{to.scheme}://{to.netloc}" == self.op.origin:
            here = f"http://{self.op.connect_to}{to.path}?{to.query}"
            back = urlsplit(httpx.get(here, trust_env=False).headers["Location"])
            return browser.get(f"{back.path}?{back.query}")
        return browser.get(f"{to.path}?{to.query}")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def a_form(browser: FlaskClient, procedure: str = "1.001193", **typed: str) -> dict[str, str]:
    """The intake form as the browser gets it, filled in."""
    page = browser.get(f"/ho-so/moi?thu-tuc={procedure}").text
    carried = {name: hidden(page, name) for name in ("csrf_token", "egov_post", "submission")}
    return (
        carried
        | {
            "applicant_type": "citizen",
            "name": "Trần Thị Đào",
            "number": "048 190 001 234",
            "address": "12 Bạch Đằng, phường Hải Châu",
            "phone": "0905 123 456",
            "email": "",
            "delegate_name": "",
            "delegate_number": "",
            "result_way": "counter",
            "sets": "1",
            "copies_to_khai": "2",
            "kind_to_khai": "0",
        }
        | typed
    )


def send(
    browser: FlaskClient, form: Mapping[str, str], procedure: str = "1.001193"
) -> TestResponse:
    """Press the button."""
    origin = {"Origin": f"http://{HOST}"}
    return browser.post(f"/ho-so/moi?thu-tuc={procedure}", data=dict(form), headers=origin)


def _with(settings: Settings, op: Simulator, people_api: Loopback) -> Settings:
    key = settings.secrets_dir / "danang" / "clients" / "onestop.jwk"
    key.parent.mkdir(parents=True)
    key.write_text(json.dumps(CLIENT_KEY.as_dict(private=True)))
    os.chmod(key, 0o600)
    changes = {"issuer": op.issuer}
    tenants = dict(settings.tenants)
    tenants["danang"] = Tenant(**(tenants["danang"].model_dump() | changes))
    return settings.model_copy(
        update={
            "tenants": tenants,
            "connect_to": op.connect_to,
            "apis": {"egov-idp": f"http://127.0.0.1:{people_api.port}"},
        }
    )


def _names(_call: Call) -> Reply:
    return Reply(body={"units": UNITS, "titles": TITLES, "kinds": KINDS})
