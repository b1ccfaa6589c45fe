import re
from urllib.parse import quote, urljoin, urlsplit

import pytest
from egov_kit.addresses import safe_path

from tests.support.web import Browser

HOSTILE = [
    "//e.com", "///e.com", "/\\e.com", "\\\\e.com", "https:e.com", "https://e.com", "/\t/e.com",
    "/%09/e.com", "/%2509/e.com", "/%5ce.com", "/%2f/e.com", "//us@e.com", "http://us.e.com",
    "http://onestop.danang.localhost:8000.e.com/", "javascript:alert(1)", "data:text/html,x",
    "/\r\nSet-Cookie: a=b", "/a%0d%0aLocation: //e.com", "/\x00/e.com", " //e.com", "/ /e.com",
    "e.com", "", "/./", "/..//e.com", "/.//e.com", "/a/../..//e.com", "/%2e%2e//e.com",
    "//e。com", "/" + "a" * 3000, "/oidc/login", "/oidc/logout", "?next=//e.com",
]  # fmt: skip


@pytest.mark.parametrize("wanted", HOSTILE)
def test_hostile_address_leads_home(wanted: str) -> None:
    assert safe_path(wanted) == "/"


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/", "/"),
        ("/ho-so/1?trang=2&q=a%20b", "/ho-so/1?trang=2&q=a%20b"),
        ("/a?to=//e.com", "/a?to=//e.com"),
        ("/a#top", "/a#top"),
        ("/tìm?q=an", "/t%C3%ACm?q=an"),
        ("/\u3002e.com", "/%E3%80%82e.com"),
    ],
)
def test_path_of_this_origin_survives(wanted: str, kept: str) -> None:
    assert safe_path(wanted) == kept


@pytest.mark.parametrize("wanted", ["//e.com", "/\\e.com", "https://e.com/", "/%09/e.com"])
def test_sign_in_does_not_lead_away(browser: Browser, wanted: str) -> None:
    begun = browser.get(f"/oidc/login?next={quote(wanted, safe='')}")
    assert browser.callback(browser.at_provider(begun)).location == "/"


def test_sign_in_leads_where_it_should(browser: Browser) -> None:
    begun = browser.get("/oidc/login?next=/counter%3Fpage%3D2")
    assert browser.callback(browser.at_provider(begun)).location == "/counter?page=2"


@pytest.mark.parametrize("path", ["/oidc/logout", "/oidc/logged-out"])
def test_signing_out_leads_nowhere_else(browser: Browser, path: str) -> None:
    answer = browser.get(f"{path}?next=//e.com&post_logout_redirect_uri=//e.com")
    assert answer.headers.get("Location", "/oidc/logged-out") == "/oidc/logged-out"
    assert 'href="//e.com' not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/%5Ce.com/", "/%09/e.com/", "/%0A/e.com/", "/%5C%5Ce.com/", "/%2Fe.com/", "/nothing"],
)
def test_no_link_of_a_page_that_is_not_there_leads_away(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 404
    links = [as_browsers_read(link) for link in re.findall(r'href="([^"]*)"', page.text)]
    choices = [link for link in links if "lang=" in link or "theme=" in link]
    assert len(choices) == 3
    for link in choices:
        assert urlsplit(urljoin(browser.base, link)).netloc == urlsplit(browser.base).netloc


def as_browsers_read(link: str) -> str:
    """Without tabs and line ends, a backslash as a slash (WHATWG URL)."""
    return re.sub(r"[\t\r\n]", "", link).replace("\\", "/")
