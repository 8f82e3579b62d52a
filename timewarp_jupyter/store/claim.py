"""A store belongs to one server: two would take each other's edits for changes on disk.

The right to it is a lock on a small file beside the store, which the system takes back from whoever dies.
Where the lock keeps nobody out, or only those on this computer (a network file system may be mounted so), the
file is a lease as well: its holder counts it up every few seconds, and who finds it watches whether it goes
on. No clocks are compared.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from logging import Logger
from pathlib import Path
from uuid import uuid4

from ..errors import StorageFailed
from .locks import Held, excludes, lock
from .place import identity, is_network, prepare

_SIZE = 1024
"""Bytes of the file: always as many, so that no reader sees the end of an older text."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")

ELSEWHERE = "set c.TimeWarp.store_url to a file on a disk of this computer"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: between two counts of a holder, without one until it is taken for dead, and until who wrote a
    claim looks whether somebody else did so at the same moment."""

    beat: float = 5.0
    patience: float = 15.0
    settle: float = 1.0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a store. ``where`` tells in which system ``pid`` means something."""

    id: str
    host: str
    where: str
    pid: int
    since: str
    count: int = 0

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since}"


class Claim:
    """The right of one process to a store. ``take`` and ``release`` block; ``check`` is for who writes."""

    def __init__(self, store: Path, log: Logger, times: Times | None = None) -> None:
        self.path = store.with_name(store.name + ".server")
        self.trusted = True
        """Whether the lock alone keeps everybody out."""
        self._store = store
        self._log = log
        self._times = times or Times()
        self._descriptor: int | None = None
        self._own = Holder(uuid4().hex, socket.gethostname(), _where(), os.getpid(), _now())
        self._counting: threading.Thread | None = None
        self._changing = threading.Lock()
        self._stop = threading.Event()
        self._counted_at = 0.0
        self._lost: Holder | None = None

    def take(self, *, alone: bool) -> None:
        """Take the store, or with ``alone=False`` only where others could not be told from us by the lock.

        Raises ``StorageFailed`` with who has it, or why it cannot be had, and ``OSError``.
        """
        prepare(self._store)
        try:
            if not self._lock(alone):
                self._close()
            elif alone or not self.trusted:
                self._enter()
            else:
                self.release()
        except BaseException:
            self._close()
            raise

    def give_up(self) -> None:
        """Whoever takes it now is not to wait any longer."""
        self._stop.set()

    def release(self) -> None:
        """Give it back."""
        self.give_up()
        if self._counting is not None:
            self._counting.join(self._times.beat)
            self._counting = None
        if self._descriptor is not None and self._lost is None:
            found = self._read()
            if found is None or found.id == self._own.id or self.trusted:
                self._remove()
        self._close()

    def check(self) -> None:
        """Raise ``StorageFailed`` where somebody else has the store by now: this computer may have slept."""
        if self._counting is None:
            return
        if abs(time.time() - self._counted_at) > self._times.patience / 2:
            self._count()
        if self._lost is not None:
            raise StorageFailed(
                "Another server has taken over this folder, for this one was not heard of. Stop one of them, "
                "and start this one again.",
                reason=str(self._lost),
            )

    def _lock(self, alone: bool) -> bool:
        """Whether we have the lock; where we may not and need it, or there are none, it is refused."""
        try:
            while not self._is_there():
                self._close()
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
                lock(self._descriptor)
            self.trusted = excludes(os.fspath(self.path)) and not is_network(self.path)
        except Held as error:
            if alone:
                raise self._in_use(self._read()) from error
            return False
        except OSError as error:
            if self._descriptor is None:
                raise
            raise StorageFailed(
                "Files cannot be locked in this folder, so that two servers could spoil each other's work. "
                f"Have the file system mounted with locks, or {ELSEWHERE}.",
                reason=f"{self.path}: {error}",
            ) from error
        return True

    def _is_there(self) -> bool:
        """Whether what we have is the file of that name: who had it before may have removed it meanwhile."""
        if self._descriptor is None:
            return False
        try:
            return identity(self.path) == identity(self._descriptor)
        except FileNotFoundError:
            return False

    def _enter(self) -> None:
        """The lock is ours; where that says nothing, see whether somebody else is alive."""
        holder = self._read()
        if not self.trusted and holder is not None and not _is_dead(holder):
            self._watch(holder)
        self._write()
        if self.trusted:
            return
        self._stop.wait(self._times.settle)
        if (found := self._read()) is not None and found.id != self._own.id:
            raise self._in_use(found)
        self._counting = threading.Thread(
            target=self._go_on_counting, name="timewarp store claim", daemon=True
        )
        self._counting.start()

    def _watch(self, holder: Holder) -> None:
        """Raise ``StorageFailed`` if the holder goes on counting."""
        self._log.warning("The store was last used by %s: looking whether it still is.", holder)
        end = time.monotonic() + self._times.patience
        while time.monotonic() < end:
            if self._stop.wait(min(0.5, self._times.beat)):
                raise StorageFailed("The store is closed.", reason="closed")
            found = self._read()
            if found is None:
                return  # it has given it back
            if (found.id, found.count) != (holder.id, holder.count):
                raise self._in_use(found)

    def _go_on_counting(self) -> None:
        while not self._stop.wait(self._times.beat):
            self._count()

    def _count(self) -> None:
        with self._changing:
            try:
                found = self._read()
                if found is not None and found.id != self._own.id:
                    self._lost = found
                else:
                    self._own = replace(self._own, count=self._own.count + 1)
                    self._write()
            except OSError as error:
                self._log.warning("The claim on the store could not be renewed: %s", error)

    def _write(self) -> None:
        assert self._descriptor is not None
        text = json.dumps(asdict(self._own)).encode().ljust(_SIZE)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text)
        os.fsync(self._descriptor)
        self._counted_at = time.time()

    def _read(self) -> Holder | None:
        """Who has it. Opened anew: only then network file systems tell what others have written."""
        try:
            return Holder(**json.loads(self.path.read_bytes() or b"null"))
        except (ValueError, TypeError, FileNotFoundError):
            return None

    def _in_use(self, holder: Holder | None) -> StorageFailed:
        if holder is None:
            return StorageFailed(
                "Another process has the store open for itself, and does not say who it is. Stop the other "
                "server of this folder. If there is none, its lock was never given back: delete "
                f"{self.path}, or {ELSEWHERE}.",
                reason=str(self._store),
            )
        return StorageFailed(
            f"Another server has this folder open: {holder}. Stop the other server of this folder, or start "
            "this one in another folder.",
            reason=str(self._store),
        )

    def _remove(self) -> None:
        """While it is locked, but for Windows, which removes no open file."""
        if sys.platform == "win32":
            self._close()
        with suppress(FileNotFoundError, PermissionError):
            self.path.unlink()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _where() -> str:
    """The running system and its numbering of processes: a container has its own."""
    boot = _BOOT.read_text().strip() if _BOOT.exists() else ""
    processes = os.readlink(_PROCESSES) if _PROCESSES.exists() else ""
    return f"{socket.gethostname()} {boot} {processes}"


def _is_dead(holder: Holder) -> bool:
    """Whether the holder's process surely is not there any more."""
    if sys.platform == "win32" or holder.where != _where():
        return False
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
