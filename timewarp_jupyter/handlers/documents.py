"""The documents of a room over HTTP."""

from __future__ import annotations

from ..documents.library import Library
from ..errors import NotFound
from ..models import document_record, entry_record
from ..records import Document, DocumentWithContent, OtherFile
from ..rooms.permissions import Action
from ..schema import Listing
from ..store.interface import DocumentRow, Store
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, only, text, text_flag
from .operation import NOTHING, PAGE, operation

MAX_PATH = 1024
MAX_CONTENT = 2**31

_MADE = Fields({"path": text(MAX_PATH), "content": text(MAX_CONTENT)}, required=("path",))
_CHANGED = Fields({"path": text(MAX_PATH), "deleted": only(False)})


def find_document(library: Library, document: str, *, deleted: bool = False) -> DocumentRow:
    """A document of a loaded room. Raises ``NotFound`` (``no_such_document``)."""
    row = library.rows.get(document)
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound("There is no such document.", code="no_such_document")
    return row


class DocumentsHandler(TimeWarpHandler):
    """All documents of a room, and the other files in its folder."""

    @allow("read")
    @operation({200: Listing(Document | OtherFile)}, query=Fields({**PAGE, "deleted": text_flag}))
    async def get(self, room_id: str) -> None:
        """A listing by path; ``?deleted=true`` gives the documents that can be brought back."""
        room = self.room(room_id, Action.READ)
        async with room.use() as library:
            if self.asked("deleted"):
                gone = [row for row in library.rows.values() if row.deleted_at is not None]
                records: list[Document | OtherFile] = [document_record(row, None) for row in gone]
            else:
                records = [entry_record(entry) for entry in await library.listing()]
        items, following = self.page().cut(sorted(records, key=lambda record: record["path"]))
        self.answer({"items": items, "next": following})

    @allow("write")
    @operation({201: DocumentWithContent}, body=_MADE, refuses=(429,))
    async def post(self, room_id: str) -> None:
        """Make a program, with its file. 409 where there is one."""
        room = self.room(room_id, Action.CREATE)
        values = self.body()
        async with room.use() as library:
            row = await library.create(
                values["path"],
                values.get("content", ""),
                self.username,
                room.check(self.username, Action.CREATE),
            )
            record = await with_content(library, self.services.store, row.id)
        self.set_header("Location", self.url("api/timewarp/rooms", room.id, "documents", row.id))
        self.answer(record, 201)


async def with_content(library: Library, store: Store, document: str) -> DocumentWithContent:
    """A document with its text, as of the commit that covers it."""
    content = (await (await library.open(document)).committed()).text
    row = library.rows[document]
    # The store knows who wrote last; rows in memory do not follow every edit.
    fresh = {each.id: each for each in await store.documents(row.room)}
    record = document_record(fresh.get(document, row), len(content.encode("utf-8")))
    return {**record, "content": content}


class DocumentHandler(TimeWarpHandler):
    """One document of a room."""

    @allow("read")
    @operation({200: DocumentWithContent}, refuses=(413,))
    async def get(self, room_id: str, document: str) -> None:
        """Text and metadata."""
        async with self.room(room_id, Action.READ).use() as library:
            row = find_document(library, document)
            self.answer(await with_content(library, self.services.store, row.id))

    @allow("write")
    @operation({200: DocumentWithContent}, body=_CHANGED, refuses=(429,))
    async def patch(self, room_id: str, document: str) -> None:
        """Rename it (``path``), or bring it back (``deleted: false``)."""
        values = self.body()
        room = self.room(room_id, Action.RESTORE if "deleted" in values else Action.RENAME)
        async with room.use() as library:
            row = find_document(library, document, deleted="deleted" in values)
            if row.deleted_at is not None:
                check = room.check(self.username, Action.RESTORE)
                await library.bring_back(document, self.username, check)
            if "path" in values:
                check = room.check(self.username, Action.RENAME)
                await library.rename(document, values["path"], self.username, check)
            self.answer(await with_content(library, self.services.store, document))

    @allow("write")
    @operation({204: NOTHING})
    async def delete(self, room_id: str, document: str) -> None:
        """Delete it, with its file. The journal stays, so that it can be brought back."""
        room = self.room(room_id, Action.DELETE)
        async with room.use() as library:
            find_document(library, document)
            await library.delete(document, self.username, room.check(self.username, Action.DELETE))
        self.done()


class SaveHandler(TimeWarpHandler):
    """The file of a document."""

    @allow("write")
    @operation({200: DocumentWithContent}, body=Fields())
    async def post(self, room_id: str, document: str) -> None:
        """Write the file now (Ctrl+S); the answer comes when it is written."""
        self.body()
        room = self.room(room_id, Action.EDIT)
        async with room.use() as library:
            row = find_document(library, document)
            await library.save(row.id)
            self.answer(await with_content(library, self.services.store, row.id))
