"""A mail server for development: takes every message and keeps it in a folder, sends none on.

It runs as ``python -m egov_idp.mail.sink <folder> <address> <port>``.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from egov_idp.mail import letters

KEPT: Final = 500
"""How many messages are kept; the oldest goes first."""
LARGEST: Final = 1024 * 1024
"""Bytes of the largest message that is taken."""
_PATIENCE = 60.0
"""Seconds that a connection may say nothing."""


class Sink:
    """What becomes of a message, in the words of aiosmtpd."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep it; the answer is what the sender is told."""
        content = envelope.original_content or b""
        letters.keep(self._folder, content, datetime.now(UTC), at_most=KEPT)
        return "250 Kept"


async def serve(folder: Path, address: str, port: int) -> None:
    """Take mail until the process is ended."""

    def connection() -> SMTP:
        return SMTP(Sink(folder), data_size_limit=LARGEST, hostname="localhost", timeout=_PATIENCE)

    server = await asyncio.get_running_loop().create_server(connection, address, port)
    print(f"Keeping mail in {folder}, up to {KEPT} messages", flush=True)  # noqa: T201 - its log
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
