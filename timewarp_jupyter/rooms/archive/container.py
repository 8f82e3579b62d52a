"""Opening an uploaded ZIP that may be hostile: everything is checked before it is unpacked, into memory only.

After "A better zip bomb" (D. Fifield, 2019): entries that overlap, sizes that lie and directories that say
one thing at one end and another at the other are how archives are made to hurt.
"""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from ...documents import paths
from ...errors import TooLarge
from .layout import PLAIN, PROGRAMS, ArchiveLimits, refused

_END = struct.Struct("<4s4H2LH")
_LOCAL_HEADER = 30
_LONGEST_ENTRY = 46 + 3 * 0xFFFF
_CHUNK = 256 * 1024
_SMALL = 1024 * 1024
"""Bytes below which the ratio does not matter: text of one letter packs a thousandfold."""

_ENCRYPTED = 0x1
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpack(path: Path, limits: ArchiveLimits) -> Mapping[str, bytes]:
    """The content of every entry. Raises ``InvalidInput`` and ``TooLarge`` (codes ``archive_…``)."""
    with path.open("rb") as file:
        _check_end(file, limits)
        try:
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
                _check_entries(entries, limits, os.fstat(file.fileno()).st_size)
                return {entry.filename: _content(archive, entry) for entry in entries}
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise refused(
                "archive_damaged", "The archive is damaged. Export the room again.", str(error)
            ) from error


def _check_end(file: BinaryIO, limits: ArchiveLimits) -> None:
    """Look at the end record before ``zipfile`` does: it reads as many entries as that says."""
    size = file.seek(0, os.SEEK_END)
    if size > limits.max_archive_bytes:
        raise too_large(limits)
    if size < _END.size:
        raise _no_archive()
    file.seek(size - _END.size)
    mark, disk, first_disk, here, entries, length, offset, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\5\6" or comment:
        raise _no_archive()
    if disk or first_disk or here != entries or entries == 0xFFFF or 0xFFFFFFFF in (length, offset):
        raise refused("archive_damaged", "The archive is in parts, or of another kind of ZIP.")
    if entries > limits.max_archive_entries or length > limits.max_archive_entries * _LONGEST_ENTRY:
        raise TooLarge(
            "The archive has too many entries.",
            code="archive_too_many_entries",
            reason=f"at most {limits.max_archive_entries}",
        )
    if offset + length != size - _END.size:
        raise refused("archive_damaged", "The archive is damaged. Export the room again.", "directory")


def _no_archive() -> Exception:
    return refused("not_an_archive", "This is no archive of a room, or a part of it is missing.")


def too_large(limits: ArchiveLimits) -> TooLarge:
    """The upload itself is above its limit."""
    return TooLarge(
        "The archive is too large.",
        code="archive_too_large",
        reason=f"at most {limits.max_archive_bytes} bytes",
    )


def _check_entries(entries: Sequence[zipfile.ZipInfo], limits: ArchiveLimits, size: int) -> None:
    if len(entries) > limits.max_archive_entries:
        raise refused("archive_damaged", "The archive is damaged. Export the room again.", "directory")
    seen: set[str] = set()
    for entry in entries:
        _check_kind(entry)
        _check_name(entry, seen)
        _check_ratio(entry, limits)
    if sum(entry.file_size for entry in entries) > limits.max_archive_unpacked_bytes:
        raise TooLarge(
            "The archive is too large when it is unpacked.",
            code="archive_unpacked_too_large",
            reason=f"at most {limits.max_archive_unpacked_bytes} bytes",
        )
    packed = sum(entry.compress_size + len(entry.filename.encode()) + _LOCAL_HEADER for entry in entries)
    if packed > size:
        raise refused("archive_overlap", "Entries of the archive lie in each other.")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    mode = entry.external_attr >> 16
    if entry.flag_bits & _ENCRYPTED:
        raise refused("archive_encrypted", "The archive is encrypted.", entry.filename)
    if entry.compress_type not in _WAYS:
        raise refused("archive_compression", "The archive is packed in an unknown way.", entry.filename)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise refused("archive_link", "There is something in the archive that is no file.", entry.filename)


def _check_name(entry: zipfile.ZipInfo, seen: set[str]) -> None:
    # zipfile ends a name at NUL; what stands in the archive is the original.
    name = entry.orig_filename
    inner = name[len(PROGRAMS) :] if name.startswith(PROGRAMS) else ""
    if (paths.program_path(inner) if inner else paths.clean(name)) != (inner or name):
        raise paths.bad_path(name, "it is not in Unicode NFC")
    if not (inner or PLAIN.fullmatch(name)):
        raise refused(
            "archive_unknown_entry", "There is something in the archive that is not of a room.", name
        )
    key = unicodedata.normalize("NFC", name.casefold())
    if key in seen:
        raise refused("archive_duplicate", "Two entries of the archive have the same name.", name)
    seen.add(key)


def _check_ratio(entry: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
    if entry.file_size > max(_SMALL, entry.compress_size * limits.max_archive_ratio):
        raise TooLarge(
            "A part of the archive is packed too densely.",
            code="archive_ratio",
            reason=f"at most {limits.max_archive_ratio} to 1",
        )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry, never more than its size; ``zipfile`` compares the CRC at the end."""
    parts = []
    with archive.open(entry) as source:
        while part := source.read(_CHUNK):
            parts.append(part)
    content = b"".join(parts)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is shorter than it says")
    return content
