"""The pages of the platform as somebody at the counter uses them."""

import re
from dataclasses import dataclass, field

from egov_idp.local.platform import Platform
from playwright.sync_api import BrowserContext, Locator, Page, Response

from tests.support.keycloak import RunningKeycloak

CITIZEN = "Đặng Thị Thu Hà"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A browser of one province, with as many tabs as are opened."""

    context: BrowserContext
    platform: Platform
    keycloak: RunningKeycloak
    tenant: str

    def tab(self) -> "Tab":
        """An empty tab."""
        opened = Tab(page=self.context.new_page(), desk=self)
        opened.page.on("response", lambda response: opened.note(response))
        return opened

    def address(self, module: str, path: str = "/") -> str:
        """The full address of a path of the portal or a module."""
        settings = self.platform.settings
        return settings.module_url(self.tenant, module, portal=module == "portal") + path

    @property
    def issuer(self) -> str:
        return self.platform.settings.tenants[self.tenant].issuer


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab, and what it was shown by the sign-in server since it was last asked."""

    page: Page
    desk: Desk
    shown_by_sign_in: list[str] = field(default_factory=list)

    def note(self, response: Response) -> None:
        """Remember a page of the sign-in server; a redirect shows nothing."""
        shown = response.request.is_navigation_request() and response.status < 300
        if shown and response.url.startswith(self.desk.issuer):
            self.shown_by_sign_in.append(response.url)

    def open(self, module: str, path: str = "/") -> "Tab":
        """Go there as by a link in a mail."""
        self.page.goto(self.desk.address(module, path))
        return self

    def is_at(self, module: str, path: str) -> bool:
        return self.page.url.partition("?")[0] == self.desk.address(module, path)

    # --- signing in and out ---

    @property
    def sign_in_form(self) -> Locator:
        return self.page.locator("form#kc-form-login")

    def sign_in(self, username: str) -> "Tab":
        password = self.desk.keycloak.password(self.desk.tenant, username)
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("#kc-login")
        self.page.wait_for_load_state()
        return self

    def sign_out(self) -> "Tab":
        self.page.click("#sign-out")
        self.page.wait_for_url(re.compile(r"/oidc/logged-out"))
        return self

    # --- portal ---

    @property
    def tiles(self) -> list[str]:
        """The names of the modules that have a tile."""
        links = self.page.locator("a[id^=open-]").all()
        return [(link.get_attribute("id") or "").removeprefix("open-") for link in links]

    def open_tile(self, module: str) -> "Tab":
        self.page.click(f"#open-{module}")
        self.page.wait_for_url(re.compile(re.escape(self.desk.address(module))))
        return self

    @property
    def working_post(self) -> str:
        return self.page.locator("#working-post").inner_text()

    def switch_post(self) -> "Tab":
        """Take the post that is not the working post, and come back to where one was."""
        self.page.click("#switch-post")
        self.page.locator("input[name=post]:not(:checked)").first.check()
        self.page.locator("main form button").click()
        self.page.wait_for_load_state()
        return self

    # --- one-stop shop ---

    def record_dossier(self, procedure: str = "1.001193", applicant: str = CITIZEN) -> str:
        """Fill in an intake and send it; answers the code of the dossier."""
        self.open("onestop", f"/ho-so/moi?thu-tuc={procedure}")
        self.page.fill("input[name=name]", applicant)
        self.page.fill("input[name=number]", "048190001234")
        self.page.fill("input[name=address]", "12 Bạch Đằng, phường Hải Châu")
        self.page.locator("input[name^=copies_]").first.fill("1")
        self.page.locator("main form[method=post] button").last.click()
        self.page.wait_for_url(re.compile(r"/ho-so/[0-9a-f-]{36}$"))
        return self.page.locator("h1").inner_text().split()[-1]

    def open_receipt(self) -> "Tab":
        self.page.click("a[href$='/giay-tiep-nhan']")
        self.page.wait_for_url(re.compile("/giay-tiep-nhan$"))
        return self

    def listed(self, code: str) -> bool:
        self.open("onestop", f"/ho-so?q={code}")
        return self.page.locator("tbody a", has_text=code).count() == 1

    # --- any page ---

    @property
    def lines(self) -> set[str]:
        """What can be read on the page, line by line."""
        text = self.page.locator("body").inner_text()
        return {line.strip() for line in text.splitlines() if line.strip()}

    @property
    def sideways(self) -> int:
        """Pixels by which the page is wider than the screen."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(script))
