"""What the launcher shows: steps with their time, lines of processes with their name."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.text import Text

_COLOURS = ("cyan", "magenta", "yellow", "blue", "green", "bright_cyan", "bright_magenta")

_WIDTH = 200
"""Columns of what is no terminal, such as a file: nothing is cut there."""


class Terminal:
    """Writes to the terminal; several threads may use it."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        if not self.console.is_terminal:
            self.console.width = _WIDTH
        self._lock = threading.Lock()
        self._seen: list[str] = []

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say that a step begins and, when it went well, how long it took."""
        begin = time.monotonic()
        self._print(Text(f"· {what} …"))
        yield
        self._print(Text(f"✓ {what} ({time.monotonic() - begin:.1f} s)", style="green"))

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
