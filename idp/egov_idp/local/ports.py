"""Whether a port is free, and who holds it if not."""

import contextlib
import ipaddress
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

LISTENING = "0A"  # the kernel's state number in /proc/net/tcp


def of_address(address: str) -> int | None:
    """The port a service listens on, read from its address; None for a socket in a folder."""
    return urlsplit(address).port


def is_free(port: int) -> bool:
    """Whether a server could listen on that loopback port now."""
    with socket.socket() as attempt:
        # A port whose last connections are still closing is free for a server.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_open_to_others(port: int) -> bool:
    """Whether a server listens on that port on more than loopback."""
    return any(not _is_loopback(address) for address, _ in _listening(port))


def find_holder(port: int) -> str | None:
    """``name (pid 123)`` of the program that listens there, if we may see it."""
    sockets = {f"socket:[{inode}]" for _, inode in _listening(port)}
    for process in Path("/proc").glob("[0-9]*"):
        if sockets & _open_files(process):
            return f"{_name(process)} (pid {process.name})"
    return None


def _listening(port: int) -> set[tuple[str, str]]:
    """The kernel's form of each address somebody listens on with that port, and the inode."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            address, _, number = fields[1].rpartition(":")
            if int(number, 16) == port and fields[3] == LISTENING:
                found.add((address, fields[9]))
    return found


def _is_loopback(address: str) -> bool:
    """Of an address in words of four bytes, each in the machine's order (little-endian)."""
    words = (bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8))
    found = ipaddress.ip_address(b"".join(words))
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def _open_files(process: Path) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):  # ended meanwhile, or somebody else's
        for handle in os.listdir(process / "fd"):
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                found.add(os.readlink(process / "fd" / handle))
    return found


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "a program"
