"""The page on which a developer switches faults on and off."""

from collections.abc import Mapping

from egov_kit.simulator.core import Core
from egov_kit.simulator.errors import SwitchUnknown
from egov_kit.simulator.faults import FAULTS, Fault
from egov_kit.simulator.logout import end
from egov_kit.simulator.pages import render
from egov_kit.simulator.wire import Call, Reply, redirect

PATH = "/_simulator/"


def serve_panel(core: Core, call: Call) -> Reply:
    """Show the page, or do what was pressed on it."""
    if call.method != "POST":
        return _page(core, call)
    problem = _do(core, call.form)
    return _page(core, call, problem) if problem else redirect(PATH, {}, status=303)


def _page(core: Core, call: Call, problem: str = "") -> Reply:
    return render(
        core,
        call,
        "panel",
        status=422 if problem else 200,
        groups=_groups(),
        on=core.switches.active(),
        problem=problem,
        typed=call.form,
    )


def _groups() -> Mapping[str, list[Fault]]:
    found: dict[str, list[Fault]] = {}
    for fault in FAULTS.values():
        found.setdefault(fault.kind, []).append(fault)
    return found


def _do(core: Core, form: Mapping[str, str]) -> str:
    """Do it; answers the field that is wrong, or nothing."""
    times = form.get("times", "").strip()
    if times and not (times.isascii() and times.isdigit() and int(times) > 0):
        return "times"
    try:
        if "on" in form:
            core.switches.on(form["on"], times=int(times) if times else None)
        if "off" in form:
            core.switches.off(form["off"])
    except SwitchUnknown:
        return "on"
    if "clear" in form:
        core.switches.clear()
    if (session := core.state.sessions.get(form.get("end", ""))) is not None:
        end(core, session)
    return ""
