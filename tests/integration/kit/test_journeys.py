from collections.abc import Callable

from tests.integration.kit.conftest import Behind, Visitor


def signed_in(visitor: Visitor, module: str = "onestop", path: str = "/ho-so") -> None:
    page = visitor.sign_in(visitor.go(module, path))
    assert page.url == visitor.url(module, path)
    assert page.status == 200


def test_person_signs_in_once_and_opens_the_next_module_silently(visitor: Visitor) -> None:
    signed_in(visitor, "portal", "/")
    page = visitor.go("onestop", "/ho-so")
    assert (page.url, page.status) == (visitor.url("onestop", "/ho-so"), 200)


def test_sign_out_at_the_portal_ends_the_module_too(visitor: Visitor) -> None:
    signed_in(visitor, "portal", "/")
    visitor.go("onestop", "/ho-so")
    confirm = visitor.go("portal", "/oidc/logout")
    form = next(f for f in confirm.forms if f.action.endswith("/oidc/logout"))
    left = visitor.browser.submit(form)
    assert left.url.startswith(visitor.url("portal", "/oidc/logged-out"))
    assert left.status == 200
    for module in ("onestop", "portal"):
        assert visitor.go(module).asks_for("password")


def test_sign_out_of_an_idle_portal_ends_the_module_too(
    visitor: Visitor, behind: Callable[..., Behind]
) -> None:
    signed_in(visitor, "portal", "/")
    visitor.go("onestop", "/ho-so")
    form = next(f for f in visitor.go("portal").forms if f.action.endswith("/oidc/logout"))
    portal = behind("portal")
    portal.sessions.end(portal.session(visitor))
    asks = visitor.browser.submit(form)
    assert asks.url.startswith(visitor.keycloak.issuer("danang"))
    left = visitor.browser.submit(next(f for f in asks.forms if "logout" in f.action))
    assert left.url.startswith(visitor.url("portal", "/oidc/logged-out?state="))
    assert left.status == 200
    for module in ("onestop", "portal"):
        assert visitor.go(module).asks_for("password")


def test_two_tabs_that_sign_in_at_once_both_arrive(visitor: Visitor) -> None:
    first = visitor.go("onestop", "/ho-so?trang=1")
    second = visitor.go("onestop", "/ho-so?trang=2")
    assert first.asks_for("password")
    assert second.asks_for("password")
    for page, path in ((first, "/ho-so?trang=1"), (second, "/ho-so?trang=2")):
        arrived = visitor.sign_in(page)
        assert arrived.url == visitor.url("onestop", path), arrived.text


def test_two_modules_that_sign_in_at_once_both_arrive(visitor: Visitor) -> None:
    first = visitor.go("portal")
    second = visitor.go("onestop", "/ho-so")
    assert visitor.sign_in(first).url == visitor.url("portal")
    assert visitor.sign_in(second).url == visitor.url("onestop", "/ho-so")


def test_silent_question_of_a_stranger_is_answered_with_a_page(visitor: Visitor) -> None:
    page = visitor.go("portal", "/oidc/login?prompt=none")
    assert page.status == 401


def test_silent_question_of_who_may_not_is_answered_with_a_403(visitor: Visitor) -> None:
    visitor.sign_in(visitor.go("portal"), "khanhvt")
    assert visitor.go("onestop", "/oidc/login?prompt=none").status == 403
    assert visitor.go("portal").status == 200
