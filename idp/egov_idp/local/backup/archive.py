"""The file of a backup: a compressed tar whose first member is the manifest.

It is written beside its place and renamed there. It is unpacked only as the manifest says: what is
cut short, changed, added, a link, of another size or bound for another place is refused.
"""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from pydantic import ValidationError

from egov_idp.local.backup.errors import BackupInvalid, BackupUnknown, FileRefused
from egov_idp.local.backup.manifest import FORMAT, NAME, Manifest, Member

_LARGEST_MANIFEST: Final = 64 * 1024 * 1024
_CHUNK: Final = 1024 * 1024


def list_members(folder: Path) -> Mapping[str, Member]:
    """Every file below ``folder`` with its size and hash."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _measure(path) for path in files}


@contextmanager
def place(file: Path) -> Iterator[Path]:
    """Where to write what is to become ``file``: a file beside it, for its owner alone.

    It takes the name at the end of the block, or goes away. Raises `FileRefused` if ``file`` is
    there already or its folder cannot be written to.
    """
    if file.exists():
        raise FileRefused(file, "that file is there already; name another one")
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.unlink(missing_ok=True)
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise FileRefused(file, error.strerror or "it cannot be written") from error
    try:
        yield beside
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)


def write(target: Path, folder: Path, manifest: Manifest) -> None:
    """Fill ``target`` with the manifest and its members from ``folder``; it is on the disk then."""
    text = manifest.model_dump_json(indent=1).encode()
    with target.open("wb") as file:
        packed = gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6)
        with packed, tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            tar.addfile(_header(NAME, len(text), manifest), BytesIO(text))
            for name, member in manifest.members.items():
                with (folder / name).open("rb") as content:
                    tar.addfile(_header(name, member.size, manifest), content)
        file.flush()
        os.fsync(file.fileno())


def unpack(file: Path, folder: Path, accept: Callable[[Manifest], None]) -> Manifest:
    """Read the whole file and check it, and put its members below ``folder``.

    ``accept`` may refuse the manifest before anything is unpacked. Raises `BackupInvalid` and
    `BackupUnknown`; ``folder`` may hold a part then.
    """
    try:
        with gzip.open(file) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            manifest = _read_manifest(file, tar)
            accept(manifest)
            _check_room(file, folder, manifest)
            _unpack_members(file, folder, manifest, tar)
            _check_end(file, packed)
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise BackupInvalid(file, f"it is no backup, cut short or changed ({error})") from error
    except OSError as error:
        raise BackupInvalid(file, error.strerror or str(error)) from error
    return manifest


def _read_manifest(file: Path, tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != NAME or not first.isreg() or first.size > _LARGEST_MANIFEST:
        raise BackupInvalid(file, "it does not begin with a manifest")
    content = tar.extractfile(first)
    assert content  # noqa: S101 - a regular member
    text = content.read()
    if len(text) != first.size:
        raise BackupInvalid(file, "it is cut short")
    try:
        raw = json.loads(text)
        if raw["format"] > FORMAT:
            mistake = f"its format {raw['format']} is newer than {FORMAT}, which this source reads"
            raise BackupUnknown(file, mistake, str(raw["stamp"]["source"]))
        return Manifest.model_validate(raw)
    except (ValueError, TypeError, KeyError, ValidationError) as error:
        raise BackupInvalid(file, "its manifest cannot be read") from error


def _unpack_members(file: Path, folder: Path, manifest: Manifest, tar: tarfile.TarFile) -> None:
    missing = dict(manifest.members)
    while found := tar.next():
        wanted = missing.pop(found.name, None)
        if wanted is None or not found.isreg() or found.size != wanted.size:
            raise BackupInvalid(file, f"{found.name} is not as its manifest says")
        content = tar.extractfile(found)
        assert content  # noqa: S101 - a regular member
        if _copy(content, _in_its_folder(folder, found.name)) != wanted:
            raise BackupInvalid(file, f"{found.name} is cut short or changed")
    if missing:
        raise BackupInvalid(file, f"{next(iter(missing))} is not in it")


def _check_room(file: Path, folder: Path, manifest: Manifest) -> None:
    needed = sum(member.size for member in manifest.members.values())
    if needed > (free := shutil.disk_usage(folder).free):
        raise BackupInvalid(file, f"unpacked it has {needed} bytes, and {free} are free there")


def _check_end(file: Path, packed: gzip.GzipFile) -> None:
    """Read what fills the last block, and so the checksum of the whole."""
    while rest := packed.read(_CHUNK):
        if rest.strip(b"\0"):
            raise BackupInvalid(file, "something was added to it")


def _in_its_folder(root: Path, name: str) -> Path:
    """The member's path; folders between are for their owner alone."""
    path = root
    for part in Path(name).parts[:-1]:
        path = path / part
        path.mkdir(mode=0o700, exist_ok=True)
    return path / Path(name).name


def _copy(content: IO[bytes], target: Path) -> Member:
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += file.write(chunk)
    return Member(size=size, sha256=digest.hexdigest())


def _measure(path: Path) -> Member:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Member(size=path.stat().st_size, sha256=digest)


def _header(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size, 0o600, int(manifest.made.timestamp())
    return header
