"""Keeps old history small: detail older than some days is folded into revisions.

Every step is one small commit beside those of the people who type. Before records are folded the state
after them is stored as a checkpoint, read again and compared; each checkpoint and record is deleted in the
transaction that stores what takes its place. So a crash leaves the old or the new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from logging import Logger
from typing import TypeVar

from ..beside import beside
from ..errors import Conflict
from ..store.interface import Journal, RecordRow, Store
from ..store.operations import AddCheckpoint, DropCheckpoint, FoldUpdates, ForgetSaves
from ..store.reads_talk import read_told
from .folding import NotTheSame, Run, compare, fold, runs_of
from .replay import replay
from .saving_base import recorded_saves

Item = TypeVar("Item")

_COMPARED_AT_ONCE = 5_000
"""Records that are worked out, stored as a checkpoint and compared together: a second in a thread."""

_FOLDED_AT_ONCE = 500
"""Records that one commit folds: about 5 ms of the writer's time."""

_CHUNK = 5_000
_CHECKPOINT_EVERY = 1_000
"""Folded records between two checkpoints that are kept: what the text at any seq is replayed from."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of a document's old records and checkpoints."""

    records_before: int = 0
    records_after: int = 0
    checkpoints_dropped: int = 0

    def and_also(self, other: Compacted) -> Compacted:
        """Both together."""
        return Compacted(
            self.records_before + other.records_before,
            self.records_after + other.records_after,
            self.checkpoints_dropped + other.checkpoints_dropped,
        )


class Compaction:
    """Folds one document of a room, up to what was made before ``before`` (ms)."""

    def __init__(self, store: Store, room: str, document: str, before: int) -> None:
        self._store = store
        self._room = room
        self._document = document
        self._before = before

    async def run(self) -> Compacted:
        """Do all of it.

        The genesis stays as it is, and so does all that came after the newest confirmed save of the file:
        the base of merges with the disk. Raises ``StorageFailed``, and ``NotTheSame`` where a comparison
        failed, after which the history is as it was.
        """
        confirmed = (await recorded_saves(self._store, self._document)).confirmed
        if confirmed is None:
            return Compacted()
        records = await self._old_records(confirmed.seq)
        if not records:
            return Compacted()
        checkpoints = await self._store.checkpoints(self._document)
        folded = 0
        runs = list(runs_of(records[1:], {*checkpoints, confirmed.seq, await self._told(records)}))
        for part in _parts(runs, lambda run: len(run.seqs), _COMPARED_AT_ONCE):
            folded += await self._fold(part)
        dropped = await self._thin(records[-1].seq)
        await self._commit(ForgetSaves(self._document, confirmed.seq, self._before))
        return Compacted(len(records), len(records) - folded, dropped)

    async def _commit(self, *operations: FoldUpdates | AddCheckpoint | DropCheckpoint | ForgetSaves) -> None:
        await self._store.commit(self._room, operations)

    async def _old_records(self, upto: int) -> list[RecordRow]:
        found: list[RecordRow] = []
        while True:
            after = found[-1].seq if found else 0
            rows = await self._store.records(self._document, after=after, before=upto + 1, limit=_CHUNK)
            for row in rows:
                if found and row.at >= self._before:
                    return found
                found.append(row)
            if len(rows) < _CHUNK:
                return found

    async def _told(self, records: Sequence[RecordRow]) -> int:
        """The last record that the activity tells of: one folded over it would be told as a whole again."""
        upto = await self._store.examine(partial(read_told, room=self._room), int)
        return max((record.seq for record in records if record.seq <= upto), default=0)

    async def _fold(self, runs: Sequence[Run]) -> int:
        """Fold a part; how many records there are less."""
        if all(len(run.seqs) == 1 for run in runs):
            return 0
        first, last = runs[0].first, runs[-1].last
        base = await self._store.journal(self._document, upto=first - 1)
        count = sum(len(run.seqs) for run in runs)
        rows = await self._store.updates(self._document, after=first - 1, before=last + 1, limit=count + 1)
        size = base.size + sum(len(row.data) for row in rows)
        folded, state = await beside(size, fold, base, rows, runs)
        whole = Journal(base.checkpoint, base.checkpoint_seq, [*base.updates, *rows], base.clients)
        await self._snapshot(whole, state)
        operations = [
            FoldUpdates(
                self._document, run.first, run.last, len(run.seqs), run.begins_seq, run.started_at, data
            )
            for run, data in zip(runs, folded, strict=True)
            if len(run.seqs) > 1
        ]
        for part in _parts(operations, lambda operation: operation.count, _FOLDED_AT_ONCE):
            await self._commit(*part)
        return count - len(runs)

    async def _snapshot(self, whole: Journal, state: bytes) -> None:
        """Have a checkpoint at the end of a part of the journal, and see that it holds what there was."""
        last = whole.updates[-1]
        is_new = last.seq not in await self._store.checkpoints(self._document)
        if is_new:
            await self._commit(AddCheckpoint(self._document, last.seq, state, last.at))
        try:
            await self._compare(whole, await self._store.journal(self._document, upto=last.seq), last.seq)
        except NotTheSame:
            if is_new:
                await self._commit(DropCheckpoint(self._document, last.seq))
            raise

    async def _compare(self, old: Journal, new: Journal, seq: int) -> None:
        await beside(old.size + new.size, _compare, old, new, seq)

    async def _thin(self, upto: int) -> int:
        """Drop checkpoints that are too near to the one before; how many."""
        kept, dropped = 0, 0
        for seq in await self._store.checkpoints(self._document):
            if seq > upto:
                break
            between = await self._store.records(
                self._document, after=kept, before=seq + 1, limit=_CHECKPOINT_EVERY
            )
            if len(between) == _CHECKPOINT_EVERY or seq == upto:
                kept = seq
                continue
            await self._drop(seq)
            dropped += 1
        return dropped

    async def _drop(self, seq: int) -> None:
        """Drop a checkpoint, once what it holds was made again without it."""
        before = await self._store.journal(self._document, upto=seq - 1)
        rows = await self._store.updates(self._document, after=seq - 1, before=seq + 1, limit=1)
        without = replace(before, updates=[*before.updates, *rows])
        await self._compare(await self._store.journal(self._document, upto=seq), without, seq)
        await self._commit(DropCheckpoint(self._document, seq))


def _compare(old: Journal, new: Journal, seq: int) -> None:
    compare(replay(old), replay(new), seq, thoroughly=True)


def _parts(items: Sequence[Item], size_of: Callable[[Item], int], most: int) -> list[list[Item]]:
    """Items in parts of at most so many records; one item is never divided."""
    parts: list[list[Item]] = []
    size = 0
    for item in items:
        if not parts or size + size_of(item) > most:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += size_of(item)
    return parts


async def compact(store: Store, room: str, document: str, before: int, log: Logger) -> Compacted:
    """Fold a document; what does not compare equal is left as it is, and told in the log."""
    try:
        return await Compaction(store, room, document, before).run()
    except NotTheSame as error:
        log.error("Document %s: its history is not folded, for a comparison failed: %s", document, error)
    except Conflict as error:
        log.info("Document %s: its history is folded next time: %s", document, error.message)
    return Compacted()
