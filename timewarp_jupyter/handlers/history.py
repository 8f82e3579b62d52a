"""The history of a document over HTTP."""

from __future__ import annotations

from ..documents.historian import Historian
from ..documents.restoring import restore
from ..errors import NotFound
from ..models_history import authors_record, revision_record, step_record, version_record
from ..records_history import Authors, Diff, Restored, Revision, Step, Version
from ..rooms.permissions import Action
from ..rooms.room import Room
from ..schema import AnyOf, Listing
from ..store.interface import DocumentRow
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, number, one_of, text_number
from .documents import find_document
from .operation import PAGE, PARTS, operation
from .paging import LAST

_SEQ = text_number(0, LAST)


class HistoryHandler(TimeWarpHandler):
    """What the handlers of the history have in common."""

    @property
    def historian(self) -> Historian:
        """Who answers questions about the past."""
        return self.services.historian

    async def readable(self, room_id: str, document: str) -> DocumentRow:
        """A document whose past the caller may see; a deleted one as well."""
        room = self.room(room_id, Action.READ)
        async with room.use() as library:
            return find_document(library, document, deleted=True)

    async def require_seq(self, room: Room, *seqs: int) -> None:
        """Raise ``NotFound`` (``no_such_revision``) for a seq that the room has not had yet."""
        last = max(seqs)
        if last <= room.seq:
            return
        # What is known here may be older than the store.
        newest = max(row.seq for row in await self.services.store.rooms() if row.id == room.id)
        if last > newest:
            raise NotFound("There is no such version yet.", code="no_such_revision", reason=str(last))


class RevisionsHandler(HistoryHandler):
    """What was written when, and by whom."""

    @allow("read")
    @operation(
        {200: AnyOf((Listing(Revision), Listing(Step)))},
        query=Fields({**PAGE, "detail": one_of("revisions", "steps")}),
    )
    async def get(self, room_id: str, document: str) -> None:
        """Revisions: the newest first, older ones with ``before``; with ``after`` the oldest first.

        ``?detail=steps`` gives every edit after the seq ``after`` instead, oldest first. A page may be
        shorter than ``limit`` where ``next`` is a number.
        """
        row = await self.readable(room_id, document)
        page = self.page()
        if self.asked("detail") == "steps":
            done, following = await self.historian.steps(
                row.id, self.username, before=page.before, after=page.after or 0, limit=page.limit
            )
            items: list[Revision] | list[Step] = [step_record(step) for step in done]
        else:
            found, following = await self.historian.revisions(
                row.id, self.username, before=page.before, after=page.after, limit=page.limit
            )
            items = [revision_record(revision) for revision in found]
        self.answer({"items": items, "next": following})


class RevisionHandler(HistoryHandler):
    """The text as it was."""

    @allow("read")
    @operation({200: Version})
    async def get(self, room_id: str, document: str, seq: str) -> None:
        """The text as of any seq of the room."""
        row = await self.readable(room_id, document)
        asked = PARTS["seq"]("seq", seq)
        await self.require_seq(self.room(room_id, Action.READ), asked)
        self.answer(version_record(await self.historian.version(row.id, self.username, asked)))


class DiffHandler(HistoryHandler):
    """The difference of two texts."""

    @allow("read")
    @operation({200: Diff}, query=Fields({"from": _SEQ, "to": _SEQ}, required=("from", "to")))
    async def get(self, room_id: str, document: str) -> None:
        """The unified diff from the seq ``from`` to the seq ``to``."""
        old, new = self.asked("from"), self.asked("to")
        row = await self.readable(room_id, document)
        await self.require_seq(self.room(room_id, Action.READ), old, new)
        diff = await self.historian.diff(row.id, self.username, row.path, old, new)
        record: Diff = {"from": old, "to": new, "diff": diff}
        self.answer(record)


class AuthorsHandler(HistoryHandler):
    """Who wrote what is there now."""

    @allow("read")
    @operation({200: Authors})
    async def get(self, room_id: str, document: str) -> None:
        """Spans of the committed text, and totals by author."""
        row = await self.readable(room_id, document)
        self.answer(authors_record(await self.historian.authors(row.id, self.username)))


class RestoreHandler(HistoryHandler):
    """Going back."""

    @allow("write")
    @operation({200: Restored}, body=Fields({"seq": number(0, LAST)}, required=("seq",)))
    async def post(self, room_id: str, document: str) -> None:
        """Make the text of ``seq`` again, as a new edit of the caller."""
        room = self.room(room_id, Action.RESTORE)
        seq = self.body()["seq"]
        await self.require_seq(room, seq)
        async with self.historian.place(self.username), room.use() as library:
            row = find_document(library, document)
            live = await library.open(row.id)
            done = await restore(
                live,
                self.services.store,
                seq,
                self.username,
                lambda: room.require(self.username, Action.RESTORE),
            )
        restored: Restored = {"seq": done.seq, "undo_seq": done.undo_seq}
        self.answer(restored)
