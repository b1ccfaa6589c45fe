"""The pages of the platform as somebody at the counter uses them."""

import re
from dataclasses import dataclass, field

from egov_idp.local.platform import Platform
from egov_idp.people.load import password_ref
from playwright.sync_api import BrowserContext, Locator, Page, Response

CITIZEN = "Đặng Thị Thu Hà"
_DECIDES = "select[name=competent_unit]"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A browser of one province, with as many tabs as are opened."""

    context: BrowserContext
    platform: Platform
    tenant: str

    def tab(self, kind: "type[Tab] | None" = None) -> "Tab":
        """An empty tab, used by mouse unless it is of another ``kind``."""
        opened = (kind or Tab)(page=self.context.new_page(), desk=self)
        opened.page.on("response", lambda response: opened.note(response))
        return opened

    def address(self, module: str, path: str = "/") -> str:
        """The full address of a path of the portal or a module."""
        settings = self.platform.settings
        return settings.module_url(self.tenant, module, portal=module == "portal") + path

    def password(self, username: str) -> str:
        """The first password of a person of the seed."""
        found = self.platform.secrets.find_password(password_ref(self.tenant, "people", username))
        assert found, f"the seed of {self.tenant} has no {username}"
        return found

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
        password = self.desk.password(username)
        self.write("input[name=username]", username).write("input[name=password]", password)
        self.press("#kc-login").page.wait_for_load_state()
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
        self.open_intake(procedure)
        self.write("input[name=name]", applicant)
        self.write("input[name=number]", "048190001234")
        self.write("input[name=address]", "12 Bạch Đằng, phường Hải Châu")
        if not self.page.input_value(_DECIDES):  # several could: the first will do
            self.choose(_DECIDES)
        self.write("input[name^=copies_]", "1").send()
        self.page.wait_for_url(re.compile(r"/ho-so/[0-9a-f-]{36}$"))
        return self.page.locator("h1").inner_text().split()[-1]

    def open_intake(self, procedure: str) -> "Tab":
        return self.open("onestop", f"/ho-so/moi?thu-tuc={procedure}")

    def open_receipt(self) -> "Tab":
        self.press("a[href$='/giay-tiep-nhan']")
        self.page.wait_for_url(re.compile("/giay-tiep-nhan$"))
        return self

    def listed(self, code: str) -> bool:
        self.open("onestop", f"/ho-so?q={code}")
        return self.page.locator("tbody a", has_text=code).count() == 1

    def open_dossier(self, code: str) -> "Tab":
        """Find it in the list and open it."""
        assert self.listed(code)
        self.page.click(f"tbody a:has-text('{code}')")
        return self

    def open_work(self, code: str) -> "Tab":
        """Open it from the list of what there is to do."""
        self.go_to("/viec")
        href = self.page.locator("tbody a", has_text=code).get_attribute("href")
        return self.press(f"tbody a[href='{href}']")

    def claim(self) -> "Tab":
        self.press("main form[action$='/nhan'] button")
        self.page.locator("main form[action$='/tha']").wait_for()
        return self

    def act(self, slug: str, **typed: str) -> "Tab":
        """Do an act that the dossier shown now offers; the page comes back to the dossier."""
        self.press(f"main nav a[href$='/{slug}']")
        self.type_in(**typed).send()
        self.page.wait_for_url(re.compile(r"/ho-so/[0-9a-f-]{36}$"))
        return self

    def collect(self) -> "Tab":
        """Collect in cash all that is owed for the dossier shown now."""
        self.press("main a[href$='/thu-phi']").send()
        self.page.wait_for_url(re.compile(r"/ho-so/[0-9a-f-]{36}$"))
        return self

    def type_in(self, **typed: str) -> "Tab":
        """Fill in the fields of these names: of a list the value, of a box to tick anything."""
        for name, text in typed.items():
            field = f"main form [name={name}]"
            match self.page.locator(field).evaluate("field => field.type"):
                case "select-one":
                    self.choose(field, text)
                case "checkbox":
                    self.tick(field)
                case _:
                    self.write(field, text)
        return self

    def send(self) -> "Tab":
        """Press the last button of the page's form."""
        with self.page.expect_navigation():
            self.page.locator("main form[method=post] button").last.click()
        return self

    # --- by mouse; `tests.support._keyboard` does the same without ---

    def go_to(self, path: str) -> "Tab":
        """Open a page of the navigation."""
        return self.open("onestop", path)

    def press(self, selector: str) -> "Tab":
        """Press the first such link or button; it leads to a page."""
        with self.page.expect_navigation():
            self.page.click(selector)
        return self

    def write(self, selector: str, text: str) -> "Tab":
        """Fill in the first such field."""
        self.page.fill(selector, text)
        return self

    def tick(self, selector: str) -> "Tab":
        self.page.check(selector)
        return self

    def choose(self, selector: str, value: str | None = None) -> "Tab":
        """Choose a value in a list, or the first that says anything."""
        self.page.select_option(selector, value, index=None if value else 1)
        return self

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
