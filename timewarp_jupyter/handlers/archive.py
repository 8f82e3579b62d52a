"""Rooms as files over HTTP: downloaded, made from an upload, copied."""

from __future__ import annotations

import asyncio
import tempfile
from typing import IO

from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError
from tornado.web import stream_request_body

from ..models import room_record
from ..records import Room
from ..rooms.archive.container import too_large
from ..rooms.archive.layout import MEDIA_TYPE, Parts
from ..rooms.permissions import Action
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, flag, one_of, text
from .operation import Content, operation

_STALLED = 60.0
"""Seconds after which a download of which nothing is taken is given up: the user has one at a time."""

_UPLOAD = 600.0
"""Seconds that an upload may take."""

_VISIBILITY = one_of("open", "invite")
_NAME, _FOLDER = text(400), text(1024)
_COPY = Fields(
    {
        "name": _NAME,
        "folder": _FOLDER,
        "visibility": _VISIBILITY,
        "default_role": one_of("editor", "viewer"),
        "history": flag,
        "chat": flag,
        "activity": flag,
    },
    required=("name",),
)


class ExportHandler(TimeWarpHandler):
    """A room as one archive."""

    @allow("read")
    @operation({200: (Content(MEDIA_TYPE),)})
    async def get(self, room_id: str) -> None:
        """The archive, sent as it is made. One that ends early has no end record: an import refuses it."""
        room = self.room(room_id, Action.EXPORT)
        pieces = self.services.archives.export(room, self.username)
        self.offer_file(f"{room.row.slug}.timewarp.zip", MEDIA_TYPE)
        try:
            async for piece in pieces:
                if piece:
                    self.write(piece)
                    await self._send()
        except StreamClosedError:
            self.log.debug("The download of room %s was given up.", room.id)
            return
        except Exception:
            if self._headers_written:
                # A clean end of the answer would look like a whole archive to the browser.
                connection = self.request.connection
                assert isinstance(connection, HTTP1Connection)
                connection.close()
            else:
                self.clear()
            raise
        finally:
            await pieces.aclose()  # type: ignore[attr-defined]
        await self.finish()

    async def _send(self) -> None:
        """Wait until what was written is on its way. Raises ``StreamClosedError`` where nobody takes it."""
        sent = asyncio.ensure_future(self.flush())
        done, _ = await asyncio.wait([sent], timeout=_STALLED)
        if not done:
            sent.cancel()
            connection = self.request.connection
            assert isinstance(connection, HTTP1Connection)
            connection.close()
            raise StreamClosedError
        sent.result()


@stream_request_body
class ImportHandler(TimeWarpHandler):
    """A room from an archive. The body is the file itself; it goes to the disk as it comes."""

    _file: IO[bytes] | None = None
    _has_place = False

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse what says that it is too large, before it is sent, and a second one at a time."""
        await super().prepare()
        limits = self.services.archives.limits
        length = self.request.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > limits.max_archive_bytes:
            raise too_large(limits)
        await self.services.archives.uploads.take(self.username)
        self._has_place = True
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        connection.set_body_timeout(_UPLOAD)
        self._file = tempfile.NamedTemporaryFile(prefix="timewarp-import-")  # noqa: SIM115

    def data_received(self, chunk: bytes) -> None:
        """The next part of the file. Raises ``TooLarge`` where it never said how large it is."""
        if self._file is None:
            return
        limits = self.services.archives.limits
        if self._file.tell() + len(chunk) > limits.max_archive_bytes:
            self._close()
            return
        self._file.write(chunk)

    @allow("write")
    @operation(
        {201: Room},
        query=Fields({"name": _NAME, "folder": _FOLDER, "visibility": _VISIBILITY}),
        media=MEDIA_TYPE,
        refuses=(409, 429),
    )
    async def post(self) -> None:
        """Make the room, ``?name=&folder=&visibility=``; the caller owns it, and is its only member."""
        # From here on it stays, even if the caller goes away.
        file, self._file = self._file, None
        if file is None:
            raise too_large(self.services.archives.limits)
        with file:
            room = await self.services.archives.bring_in(
                file,
                self.username,
                self.asked("name"),
                self.asked("folder"),
                self.asked("visibility"),
            )
        self.set_header("Location", self.url("api/timewarp/rooms", room.id))
        self.answer(room_record(room, self.username), 201)

    def on_finish(self) -> None:
        """The upload is of no more use."""
        super().on_finish()
        self._close()
        self._give_back()

    def on_connection_close(self) -> None:
        """The upload was given up."""
        super().on_connection_close()
        self._close()
        self._give_back()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _give_back(self) -> None:
        if self._has_place:
            self._has_place = False
            self.services.archives.uploads.give_back(self.username)


class CopyHandler(TimeWarpHandler):
    """Another room like this one."""

    @allow("write")
    @operation({201: Room}, body=_COPY, refuses=(429,))
    async def post(self, room_id: str) -> None:
        """Copy the programs; their history, the chat and the activity only where that is asked for."""
        room = self.room(room_id, Action.EXPORT)
        values = self.body()
        parts = Parts(*(values.get(each, False) for each in ("history", "chat", "activity")))
        made = await self.services.archives.copy(
            room,
            self.username,
            values["name"],
            values.get("folder"),
            values.get("visibility"),
            values.get("default_role"),
            parts,
        )
        self.set_header("Location", self.url("api/timewarp/rooms", made.id))
        self.answer(room_record(made, self.username), 201)
