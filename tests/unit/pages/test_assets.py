import re

import pytest
from egov_kit.flask.pages import Assets
from egov_kit.web.assets import asset
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response


def get(path: str, accept: str = "") -> TestResponse:
    return Client(Assets(Response("the app"))).get(path, headers={"Accept-Encoding": accept})


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)],
)
def test_smallest_copy_the_browser_takes_is_sent(accept: str, encoding: str | None) -> None:
    answer = get(asset("egov.css"), accept)
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, encoding)
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["egov.css", "egov.js", "htmx.min.js", "emblem.svg"])
def test_built_file_is_named_by_its_content_and_kept_for_ever(name: str) -> None:
    assert asset(name) != f"/assets/{name}"
    assert "immutable" in get(asset(name)).headers["Cache-Control"]


def test_stylesheet_names_no_other_host_and_no_crown() -> None:
    text = get(asset("egov.css")).text
    assert re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//", text) == []
    assert not any(word in text for word in ("crest", "GDS Transport", "gov.uk/"))


@pytest.mark.parametrize(
    "path", ["/assets/", "/assets/x.css", "/assets/../pages.py", "/assets/fonts/../manifest.json"]
)
def test_nothing_else_is_served(path: str) -> None:
    assert get(path).status_code == 404


def test_other_paths_are_the_app_s() -> None:
    assert get("/").text == "the app"
