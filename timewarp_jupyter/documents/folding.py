"""Old detail of a history as few records: what was typed in one go becomes one record.

A record that was folded brings the structs that its run brought, with the same client ids and clocks, and
deletes what its run deleted; only text that came and went within the run is gone. So the text at the end
of every revision stays what it was, as does everything that clients may refer to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Map

from ..store.interface import Journal, RecordRow, UpdateRow
from .authorship import Span, spans
from .change import merged
from .history import belong_together
from .ranges import RangeSet
from .replay import replay
from .saving_base import source_text
from .update import DeleteRange, read_state_vector, read_update


class NotTheSame(Exception):
    """What would be stored is not what there was. Nothing may be deleted."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive records that become one, that at ``last``.

    ``begins_seq`` and ``started_at`` are those of its first text.
    """

    seqs: Sequence[int]
    begins_seq: int
    started_at: int

    @property
    def first(self) -> int:
        """The first seq."""
        return self.seqs[0]

    @property
    def last(self) -> int:
        """The last seq, which it keeps."""
        return self.seqs[-1]


def runs_of(records: Iterable[RecordRow], boundaries: Set[int]) -> Iterator[Run]:
    """The runs of records, oldest first. None goes on behind a seq of ``boundaries``.

    Records without text, as those of the server's ``state``, go with the text after them.
    """
    run: list[RecordRow] = []
    texts: list[RecordRow] = []
    behind = 0
    for record in records:
        has_text = bool(record.inserted or record.deleted)
        if has_text and texts and not belong_together(texts[-1], record):
            yield _run(run[:behind], texts)
            run, texts, behind = run[behind:], [], 0
        run.append(record)
        if has_text:
            texts.append(record)
            behind = len(run)
        if record.seq in boundaries:
            yield from _ended(run, texts, behind)
            run, texts, behind = [], [], 0
    yield from _ended(run, texts, behind)


def _ended(run: Sequence[RecordRow], texts: Sequence[RecordRow], behind: int) -> Iterator[Run]:
    """The text, and what came after it: the last record of a run is its author's."""
    if texts:
        yield _run(run[:behind], texts)
    if run[behind:]:
        yield _run(run[behind:], run[behind:])


def _run(run: Sequence[RecordRow], texts: Sequence[RecordRow]) -> Run:
    return Run([record.seq for record in run], texts[0].first_seq, texts[0].started_at)


def fold(base: Journal, rows: Sequence[UpdateRow], runs: Sequence[Run]) -> tuple[list[bytes], bytes]:
    """The content of each run as one update, and the encoded state after the last.

    ``base`` is the journal before ``rows``, which are those of all ``runs``. What comes out is replayed,
    and compared at the end of each run. Raises ``NotTheSame``.
    """
    data = {row.seq: row.data for row in rows}
    if [seq for run in runs for seq in run.seqs] != [row.seq for row in rows]:
        raise NotTheSame("other records than expected")
    doc = replay(base)
    folded: list[bytes] = []
    events: list[bytes] = []
    subscription = doc.observe(lambda event: events.append(event.update))
    old, new = replay(base), replay(base)
    for run in runs:
        parts = [data[seq] for seq in run.seqs]
        while len(parts) > 1:
            parts = list(merged(parts))
        events.clear()
        doc.apply_update(parts[0])
        # What the CRDT made of it: neighbours joined, and only what was new. Empty where nothing was.
        folded.append(events[0] if events else b"\0\0")
        for seq in run.seqs:
            old.apply_update(data[seq])
        new.apply_update(folded[-1])
        compare(old, new, run.last)
    doc.unobserve(subscription)
    compare(old, new, runs[-1].last, thoroughly=True)
    return folded, old.get_update()


def compare(old: Doc[Any], new: Doc[Any], seq: int, *, thoroughly: bool = False) -> None:
    """Raise ``NotTheSame`` unless two documents have the same text, clocks and deletions.

    Thoroughly: also each character comes from the same client, and the ``state`` the same values.
    """
    if source_text(old) != source_text(new) or _clocks(old) != _clocks(new):
        raise NotTheSame(f"at seq {seq}")
    if not thoroughly:
        return
    if _deletes(old) != _deletes(new) or _clients(old) != _clients(new):
        raise NotTheSame(f"at seq {seq}: ids")
    if _state(old) != _state(new):
        raise NotTheSame(f"at seq {seq}: state")


def _clocks(doc: Doc[Any]) -> dict[int, int]:
    return read_state_vector(doc.get_state(), 2**31)


def _deletes(doc: Doc[Any]) -> list[DeleteRange]:
    return list(RangeSet(read_update(doc.get_update()).deletes).ranges())


def _clients(doc: Doc[Any]) -> list[Span]:
    return spans(doc.get_update(), {client: str(client) for client in _clocks(doc)})


def _state(doc: Doc[Any]) -> dict[str, Any]:
    return dict(doc.get("state", type=Map).to_py() or {})
