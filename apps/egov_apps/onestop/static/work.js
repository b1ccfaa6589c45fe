// Keys in the work list: the page works without them, and tells of them only where this runs.
// They are heard only where a row has the focus.
const goes = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_at, rows) => rows.length - 1,
};

for (const table of document.querySelectorAll("[data-rows]")) {
  const rows = [...table.tBodies[0].rows];
  table.addEventListener("keydown", (event) => {
    const at = rows.indexOf(event.target.closest("tr"));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key in goes) {
      event.preventDefault();
      rows[goes[event.key](at, rows)]?.querySelector("a").focus();
    } else if (event.key === " " && event.target.matches("a")) {
      event.preventDefault();
      rows[at].querySelector("input[type=checkbox]")?.click();
    }
  });
}

document.querySelector("#keys")?.removeAttribute("hidden");
