"""The pages as somebody uses them who has no mouse: Tab, Enter, space, arrows and letters."""

from tests.support.pages import Tab

SENDS = "main form[method=post] button"
_TABS = 150
_STOP = """() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const box = stop.getClientRects()[0];
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const labels = [...(stop.labels ?? [])];
  const shown = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const covered = ![stop, ...labels].some((each) => each.contains(shown));
  // A radio or box to tick is drawn by its label.
  const faces = [getComputedStyle(stop), ...labels.map((l) => getComputedStyle(l, "::before"))];
  const yellow = "rgb(255, 205, 0)";
  const marked = (face) =>
    (face.outlineStyle !== "none" && !/^rgba.* 0\\)$/.test(face.outlineColor)) ||
    [face.boxShadow, face.backgroundColor].some((colour) => colour.includes(yellow));
  // The day, month, year and picker of a date are stops within one field, marked by the browser.
  const parts = stop.type === "date";
  const again = !parts && stop.hasAttribute("data-last-stop");
  document.querySelector("[data-last-stop]")?.removeAttribute("data-last-stop");
  stop.setAttribute("data-last-stop", "");
  return {
    what: stop.outerHTML.slice(0, 120),
    wrong: [
      right <= left || bottom <= top ? "off the screen" : covered ? "covered" : "",
      parts || faces.some(marked) ? "" : "not marked",
      again ? "keeps the focus" : "",
    ].filter(Boolean),
  };
}"""


class Keyboard(Tab):
    """A tab without a mouse; every stop on the way must be seen, and no page scrolls sideways."""

    def tab_to(self, selector: str) -> "Keyboard":
        """Press Tab until what has the focus is of ``selector``."""
        found = "selector => document.activeElement.matches(selector)"
        for _ in range(_TABS):
            next_stop(self)
            if self.page.evaluate(found, selector):
                return self
        raise AssertionError(f"Tab does not lead to {selector} on {self.page.url}")

    def press(self, selector: str) -> "Keyboard":
        """Go to a link or a button by Tab, and press Enter; it leads to a page."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert self.sideways == 0, self.page.url
        return self

    def write(self, selector: str, text: str) -> "Keyboard":
        """Go to a field by Tab, and type over what is in it."""
        self.tab_to(selector).page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        return self

    def tick(self, selector: str) -> "Keyboard":
        """Go to a box by Tab, and press the space bar."""
        self.tab_to(selector).page.keyboard.press("Space")
        return self

    def choose(self, selector: str, value: str | None = None) -> "Keyboard":
        """Go to a list by Tab, and down in it to ``value``, or to the first that says anything."""
        chosen = self.tab_to(selector).page.locator(selector)
        self.page.keyboard.press("Home")
        for _ in range(chosen.locator("option").count()):
            if (chosen.input_value() == value) if value else chosen.input_value():
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} on {self.page.url} has no {value}")

    def send(self) -> "Keyboard":
        """Press the next button that sends."""
        return self.press(SENDS)

    def go_to(self, path: str) -> "Keyboard":
        """Follow the link of the navigation."""
        return self.press(f"header nav a[href$='{path}']")

    def open_intake(self, procedure: str) -> "Keyboard":
        """From the list of dossiers, by the list of procedures."""
        self.go_to("/ho-so").press("main a[href$='/ho-so/moi']")
        return self.press(f"main a[href$='thu-tuc={procedure}']")


def next_stop(tab: Tab) -> None:
    """Press Tab; what has the focus now, if anything on the page, must be seen."""
    tab.page.keyboard.press("Tab")
    stop = tab.page.evaluate(_STOP)
    assert not (stop and stop["wrong"]), f"{stop} on {tab.page.url}"
