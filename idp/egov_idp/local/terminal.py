"""What the launcher shows: steps with their time, lines of processes with their name."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

_COLOURS = ("cyan", "magenta", "yellow", "blue", "green", "bright_cyan", "bright_magenta")

EVERY = 15.0
"""Seconds between two lines that tell how long a step takes, where nothing can be overwritten."""

_WIDTH = 200
"""Columns of what is no terminal, such as a file: nothing is cut there."""


class Terminal:
    """Writes to the terminal; several threads may use it."""

    def __init__(self, console: Console | None = None, *, every: float = EVERY) -> None:
        self.console = console or Console(highlight=False)
        self._every = every
        if not self.console.is_terminal:
            self.console.width = _WIDTH
        self._lock = threading.Lock()
        self._seen: list[str] = []

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say that a step begins, how long it goes on and, when it went well, how long it took."""
        begin = time.monotonic()
        self._print(Text(f"· {what} …"))
        with self._ticking(_Elapsed(what=what, begin=begin)):
            yield
        self._print(Text(f"✓ {what} ({time.monotonic() - begin:.1f} s)", style="green"))

    def _ticking(self, elapsed: "_Elapsed") -> AbstractContextManager[object]:
        if self.console.is_terminal:
            return Live(
                elapsed,
                console=self.console,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
        return self._lines(elapsed)

    @contextmanager
    def _lines(self, elapsed: "_Elapsed") -> Iterator[None]:
        over = threading.Event()

        def tell() -> None:
            while not over.wait(self._every):
                self.note(f"  {elapsed.what}: {elapsed.seconds:.0f} s …")

        teller = threading.Thread(target=tell, daemon=True)
        teller.start()
        try:
            yield
        finally:
            over.set()
            teller.join()

    def note(self, text: str) -> None:
        """Say one line of our own."""
        self._print(Text(text))

    def say(self, name: str, line: str) -> None:
        """Show one line of a process behind its name."""
        with self._lock:
            if name not in self._seen:
                self._seen.append(name)
            colour = _COLOURS[self._seen.index(name) % len(_COLOURS)]
        self._print(Text(f"{name:>9} │ ", style=colour) + Text(line, style="default"))

    def print(self, content: RenderableType) -> None:
        """Show a table or the like."""
        with self._lock:
            self.console.print(content)

    def _print(self, text: Text) -> None:
        with self._lock:
            self.console.print(text, soft_wrap=True)


@dataclass(frozen=True, kw_only=True)
class _Elapsed:
    """A step and how long it goes on, drawn anew while it does."""

    what: str
    begin: float

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begin

    def __rich__(self) -> RenderableType:
        return Text(f"  {self.seconds:.0f} s", style="cyan")
