"""The place of a SQLite store: its folder, its mode, and what kind of file system it lies on."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = ".timewarp"
FILE = "timewarp.sqlite"

_NETWORK = {
    "9p", "afs", "beegfs", "ceph", "cifs", "fuse", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs",
    "nfs4", "ocfs2", "orangefs", "panfs", "smb3", "smbfs",
}  # fmt: skip
_MOUNTS = Path("/proc/self/mountinfo")


def sqlite_url(path: str | os.PathLike[str]) -> str:
    """The URL of a store in a file; a folder stands for ``.timewarp/timewarp.sqlite`` in it."""
    place = Path(path).absolute()
    if place.is_dir():
        place = place / FOLDER / FILE
    return f"sqlite:///{place}"


def prepare(path: Path) -> None:
    """Make the folder and an empty file, for this user only. What is there stays. Raises ``OSError``."""
    folder = path.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.name == FOLDER:
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="ascii")
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def identity(path: Path | int) -> tuple[int, int]:
    """What tells this file, or that of a descriptor, from another of the same name. Raises ``OSError``."""
    status = os.stat(path)
    return status.st_dev, status.st_ino


def is_network(path: Path) -> bool:
    """Whether the folder is known to be on a network file system. There, WAL's shared memory is unsafe.

    Known on Linux by the table of mounts, on Windows by the form of the path; elsewhere not.
    """
    real = os.path.realpath(path.parent)
    if real.startswith("\\\\"):
        return True
    kind = _kind_of(real, _MOUNTS.read_text(encoding="utf-8", errors="replace")) if _MOUNTS.exists() else ""
    return kind in _NETWORK or kind.startswith("fuse.")


def _kind_of(folder: str, mounts: str) -> str:
    """The file system type of the mount that holds a folder (proc(5), mountinfo)."""
    best, found = "", ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4].replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, after.split(" ")[0]
    return found
