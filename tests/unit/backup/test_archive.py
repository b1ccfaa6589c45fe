"""The file of a backup: whatever is not as it was made is refused, at whatever byte."""

import gzip
import hashlib
import io
import os
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from egov_idp.local.backup import archive
from egov_idp.local.backup.errors import BackupInvalid, BackupUnknown, FileRefused
from egov_idp.local.backup.manifest import FORMAT, Manifest, Member
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support._backups import MEMBERS, fill, manifest_of, write_backup

EVERYTHING = settings(max_examples=150)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_backup(tmp_path_factory.mktemp("whole")).read_bytes()


@pytest.fixture(scope="module")
def unpacks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], dict[str, bytes] | None]:
    """What a file of these bytes unpacks to; None if it is refused."""

    def attempt(content: bytes) -> dict[str, bytes] | None:
        folder = tmp_path_factory.mktemp("attempt")
        (folder / "file").write_bytes(content)
        (folder / "out").mkdir()
        try:
            archive.unpack(folder / "file", folder / "out", accept)
        except BackupInvalid:
            return None
        return contents(folder / "out")

    return attempt


def accept(_manifest: Manifest) -> None:
    """Refuse nothing."""


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refused(file: Path, match: str) -> None:
    out = file.parent / "refused"
    out.mkdir()
    with pytest.raises(BackupInvalid, match=match):
        archive.unpack(file, out, accept)


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    file = write_backup(tmp_path)
    (tmp_path / "out").mkdir()

    manifest = archive.unpack(file, tmp_path / "out", accept)

    assert contents(tmp_path / "out") == MEMBERS
    assert manifest == manifest_of(tmp_path / "content")


def test_what_is_unpacked_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o700)

    archive.unpack(write_backup(tmp_path), tmp_path / "out", accept)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*")}
    assert modes == {0o600, 0o700}


@EVERYTHING
@given(data=st.data())
def test_a_file_cut_at_any_byte_is_refused(
    whole: bytes, unpacks: Callable[[bytes], object], data: st.DataObject
) -> None:
    length = data.draw(st.integers(0, len(whole) - 1))

    assert unpacks(whole[:length]) is None


@EVERYTHING
@given(data=st.data())
def test_a_changed_byte_is_refused_or_changes_nothing(
    whole: bytes, unpacks: Callable[[bytes], object], data: st.DataObject
) -> None:
    place, bits = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    changed = bytearray(whole)
    changed[place] ^= bits

    assert unpacks(bytes(changed)) in (None, MEMBERS)


def test_each_of_the_last_bytes_counts(
    whole: bytes, unpacks: Callable[[bytes], dict[str, bytes] | None]
) -> None:
    assert [n for n in range(1, 64) if unpacks(whole[:-n]) is not None] == []
    assert unpacks(whole) == MEMBERS


@pytest.mark.parametrize(
    "content", [b"", b"no backup at all", gzip.compress(b""), gzip.compress(b"x" * 5000)], ids=len
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    refused(file, "was refused")


def test_no_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nothing", "No such file")


def test_something_behind_the_end_is_refused(
    whole: bytes, unpacks: Callable[[bytes], object]
) -> None:
    assert unpacks(whole + gzip.compress(b"more")) is None
    assert unpacks(whole + b"more") is None


def packed(folder: Path, manifest: Manifest, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A file with that manifest and those members, as nobody of ours would write it."""
    file, text = folder / "crafted", manifest.model_dump_json().encode()
    first = tarfile.TarInfo("manifest.json")
    first.size = len(text)
    with tarfile.open(file, "w:gz") as tar:
        tar.addfile(first, io.BytesIO(text))
        for header, content in members:
            tar.addfile(header, io.BytesIO(content))
    return file


def member(
    name: str, content: bytes, kind: bytes = tarfile.REGTYPE
) -> tuple[tarfile.TarInfo, bytes]:
    header = tarfile.TarInfo(name)
    header.size, header.type, header.linkname = len(content), kind, "/etc/passwd"
    return header, content


def listed(folder: Path, name: str, content: bytes) -> Manifest:
    """A manifest that names exactly that member."""
    member = Member(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return manifest_of(folder / "nothing", members={name: member})


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../outside", "secrets/../../outside", "secrets/./x", "", "run/lock", "a\0b"],
)
def test_a_member_bound_for_another_place_is_refused(tmp_path: Path, name: str) -> None:
    manifest = listed(tmp_path, name, b"content")

    refused(packed(tmp_path, manifest, member(name, b"content")), "manifest cannot be read")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_a_link_or_folder_in_place_of_a_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    manifest = listed(tmp_path, "secrets/key", b"")

    refused(packed(tmp_path, manifest, member("secrets/key", b"", kind)), "not as its manifest")


def test_a_member_of_another_size_is_refused(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "secrets/key", b"short")

    refused(packed(tmp_path, manifest, member("secrets/key", b"long" * 10_000)), "not as its")


def test_a_member_of_other_content_is_refused(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "secrets/key", b"right")

    refused(packed(tmp_path, manifest, member("secrets/key", b"wrong")), "secrets/key is cut short")


def test_a_member_that_nobody_listed_is_refused(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "secrets/key", b"right")
    both = member("secrets/key", b"right"), member("secrets/more", b"x")

    refused(packed(tmp_path, manifest, *both), "secrets/more is not as its manifest")


def test_a_member_twice_is_refused(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "secrets/key", b"right")
    one = member("secrets/key", b"right")

    refused(packed(tmp_path, manifest, one, one), "secrets/key is not as its manifest")


def test_a_missing_member_is_refused(tmp_path: Path) -> None:
    refused(packed(tmp_path, listed(tmp_path, "secrets/key", b"x")), "secrets/key is not in it")


def test_more_than_the_disk_holds_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    huge = {"secrets/key": Member(size=2**60, sha256="0" * 64)}

    refused(packed(tmp_path, manifest_of(tmp_path / "nothing", members=huge)), "are free there")


def test_a_newer_format_names_the_source_that_made_it(tmp_path: Path) -> None:
    file = write_backup(tmp_path, format=FORMAT + 1)

    with pytest.raises(BackupUnknown, match="made by egov-platform"):
        archive.unpack(file, tmp_path, accept)


def test_the_manifest_can_be_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    file, out = write_backup(tmp_path), tmp_path / "out"
    out.mkdir()

    def refuse(_manifest: Manifest) -> None:
        raise BackupUnknown(file, "not here", "somebody")

    with pytest.raises(BackupUnknown, match="not here"):
        archive.unpack(file, out, refuse)
    assert contents(out) == {}


def test_the_file_is_for_its_owner_alone_and_appears_whole(tmp_path: Path) -> None:
    file = tmp_path / "backup"

    with archive.place(file) as beside:
        archive.write(beside, fill(tmp_path / "in"), manifest_of(tmp_path / "in"))
        assert not file.exists()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["backup", "in"] or os.listdir(tmp_path) == ["in", "backup"]


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), archive.place(tmp_path / "backup"):
        raise RuntimeError

    assert os.listdir(tmp_path) == []


def test_no_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("kept", encoding="utf-8")

    with pytest.raises(FileRefused, match="there already"), archive.place(tmp_path / "backup"):
        pass

    assert (tmp_path / "backup").read_text(encoding="utf-8") == "kept"


def test_a_missing_folder_is_named_before_anything_is_copied(tmp_path: Path) -> None:
    with (
        pytest.raises(FileRefused, match="No such file or directory"),
        archive.place(tmp_path / "no" / "backup"),
    ):
        pass


@pytest.mark.deep
def test_a_member_may_be_longer_than_eight_gibibytes(tmp_path: Path) -> None:
    # Where the older header of a tar has no room for a size any more.
    fill(tmp_path / "content")
    os.truncate(tmp_path / "content" / next(iter(MEMBERS)), size := 8 * 1024**3 + 1)
    file = tmp_path / "backup"

    archive.write(file, tmp_path / "content", manifest_of(tmp_path / "content"))

    with tarfile.open(file) as packed:
        assert packed.getmember(next(iter(MEMBERS))).size == size
