"""Stops process groups for a moment and lets them go on, whatever becomes of who asked for it.

A process of its own, run as a plain script like the guardian: it imports nothing of ours. Its
arguments are the seconds it may last and the groups. It says ``held`` when no thread of them runs
any more, and lets all go on at the end of its input, which comes when the asker is done or dead, or
when the time is over. Its last word is ``in time`` or ``late``.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def main() -> None:
    """Stop the groups named in the arguments, wait, let them go on."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    give_up = time.monotonic() + float(sys.argv[1])
    groups = {int(group) for group in sys.argv[2:]}
    in_time = False
    try:
        in_time = stop(groups, give_up) and told_to_go_on(give_up)
    finally:
        send(groups, signal.SIGCONT)
    say("in time" if in_time else "late")


def stop(groups: set[int], give_up: float) -> bool:
    """Stop them all; False if one still runs when the time is over."""
    send(groups, signal.SIGSTOP)
    while any(runs(process) for process in processes_of(groups)):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.002)
    say("held")
    return True


def told_to_go_on(give_up: float) -> bool:
    """Wait for the end of the input; False if the time is over first."""
    ended, _, _ = select.select([sys.stdin], [], [], max(0.0, give_up - time.monotonic()))
    return bool(ended)


def send(groups: set[int], number: int) -> None:
    """Signal process groups that may be gone."""
    for group in groups:
        try:
            os.killpg(group, number)
        except ProcessLookupError:
            continue


def processes_of(groups: set[int]) -> Iterator[Path]:
    """The folders in ``/proc`` of every process of the groups."""
    for process in Path("/proc").glob("[0-9]*"):
        fields = stat(process)
        if fields and int(fields[2]) in groups:
            yield process


def runs(process: Path) -> bool:
    """Whether a thread of it is neither stopped nor at its end."""
    return any(fields[0] not in "TtZX" for task in tasks(process) if (fields := stat(task)))


def tasks(process: Path) -> list[Path]:
    """Its threads; none if it has ended."""
    try:
        return list((process / "task").iterdir())
    except OSError:
        return []


def stat(task: Path) -> list[str]:
    """What the kernel says of it from its state on; empty if it has ended."""
    try:
        text = (task / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def say(word: str) -> None:
    """One line to the asker, who may be gone."""
    try:
        print(word, flush=True)  # noqa: T201 - this is how it answers
    except OSError:
        return


if __name__ == "__main__":
    main()
