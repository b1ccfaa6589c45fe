// Keys in the work list: the page works without them. They are heard only where a row has the focus.
const step = { ArrowDown: 1, ArrowUp: -1 };

for (const table of document.querySelectorAll("[data-rows]")) {
  const rows = [...table.tBodies[0].rows];
  table.addEventListener("keydown", (event) => {
    const at = rows.indexOf(event.target.closest("tr"));
    if (at < 0) {
      return;
    }
    if (event.key in step) {
      event.preventDefault();
      rows[at + step[event.key]]?.querySelector("a").focus();
    } else if (event.key === " " && event.target.matches("a")) {
      event.preventDefault();
      rows[at].querySelector("input[type=checkbox]")?.click();
    }
  });
}
