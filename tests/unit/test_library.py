"""The documents of a room: adopted, created, moved, deleted, brought back, opened and let go."""

from __future__ import annotations

import asyncio
import gc
import shutil
import unicodedata
import weakref
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jupyter_server_fileid.manager import ArbitraryFileIdManager, LocalFileIdManager
from room_files import FOLDER, LAZY, RoomFiles, room_files

from timewarp_jupyter.documents.authors import DISK
from timewarp_jupyter.documents.library_rows import FileEvent
from timewarp_jupyter.errors import Conflict, InvalidInput, NotFound, TimeWarpError, TooMuch, Unavailable
from timewarp_jupyter.testing.contents import FullDiskContents


def ids(kind: Any, root: Path) -> Any:
    return kind(root_dir=str(root), db_path=str(root.parent / "ids.sqlite"))


class Ended:
    """A connection that only knows how it ended, and how often it was told of the file."""

    def __init__(self) -> None:
        self.error: TimeWarpError | None = None
        self.told = 0

    def tell_file(self) -> None:
        self.told += 1

    def end(self, error: TimeWarpError) -> None:
        self.error = error


def connect(room: RoomFiles, document: str) -> Ended:
    connection: Any = Ended()
    live = room.library.live[document]
    live.connections.add(connection)
    live.idle_since = None
    return connection


# Adopting and listing


async def test_programs_in_the_folder_become_documents_and_the_rest_stays_files(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        room.write("maze.logo", "FD 50\n")
        room.write("inner/b.bas", "PRINT 1\r\n")
        room.write("lesson.ipynb", "{}")
        (room.folder / "odd.bas").write_bytes(b"\xff")
        entries = await room.library.listing()
        assert [(entry.kind, entry.path) for entry in entries] == [
            ("document", "inner/b.bas"),
            ("file", "lesson.ipynb"),
            ("document", "maze.logo"),
            ("file", "odd.bas"),
        ]
        row = room.library.by_path("inner/b.bas")
        assert row is not None and row.newline == "\r\n" and entries[0].document == row
        assert await room.stored(row.id) == "PRINT 1\n"
        assert [entry.document and entry.document.id for entry in await room.library.listing()] == [
            entry.document and entry.document.id for entry in entries
        ]


async def test_two_adoptions_at_once_make_one_document(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        room.write("maze.logo", "FD 50\n")
        rows = await asyncio.gather(*(room.library.adopt("maze.logo", DISK) for _ in range(5)))
        assert {row.id for row in rows} == {rows[0].id}
        assert [row.id for row in await room.store.documents("r")] == [rows[0].id]
        assert await room.stored(rows[0].id) == "FD 50\n"


async def test_two_servers_adopt_at_once(tmp_path: Path) -> None:
    """The store decides; the one that comes second takes the document of the first."""
    async with room_files(tmp_path) as room:
        room.write("maze.logo", "FD 50\n")
        first, other = room.library, await room.load()
        mine, theirs = await asyncio.gather(first.adopt("maze.logo", DISK), other.adopt("maze.logo", DISK))
        assert mine.id == theirs.id
        assert await room.stored(mine.id) == "FD 50\n"
        await first.close()


async def test_a_link_and_its_file_are_one_document(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        room.write("maze.logo", "FD 50\n")
        (room.folder / "alias.logo").symlink_to("maze.logo")
        (room.folder / "out.bas").symlink_to("/etc/passwd")
        maze = await room.library.adopt("maze.logo", DISK)
        assert (await room.library.adopt("alias.logo", DISK)).id == maze.id
        with pytest.raises(InvalidInput) as caught:
            await room.library.adopt("out.bas", DISK)
        assert caught.value.error_code == "bad_path"
        assert [(entry.kind, entry.path) for entry in await room.library.listing()] == [
            ("file", "alias.logo"),
            ("document", "maze.logo"),
            ("file", "out.bas"),
        ]


async def test_a_file_in_another_unicode_form(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        decomposed = unicodedata.normalize("NFD", "café.bas")
        room.write(decomposed, "PRINT 1\n")
        (entry,) = await room.library.listing()
        assert entry.document is not None
        assert room.library.by_path("café.bas") == entry.document
        await room.type(entry.document.id, "END\n")
        await room.library.save(entry.document.id)
        assert [file.name for file in room.folder.iterdir()] == [decomposed]
        assert room.read(decomposed) == "PRINT 1\nEND\n"


async def test_a_full_room(tmp_path: Path) -> None:
    async with room_files(tmp_path, max_documents_per_room=1) as room:
        await room.library.create("a.bas", "", "ana")
        with pytest.raises(TooMuch) as caught:
            await room.library.create("b.bas", "", "ana")
        assert caught.value.error_code == "too_many_documents"
        room.write("c.bas", "PRINT 1\n")
        kinds = {entry.path: entry.kind for entry in await room.library.listing()}
        assert kinds == {"a.bas": "document", "c.bas": "file"}


# Creating


async def test_a_new_program(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        events: list[FileEvent] = []
        room.library.listeners.append(events.append)
        row = await room.library.create("week 1/maze.logo", "FD 50\r\nRT 90\r\n", "ana")
        assert room.read("week 1/maze.logo") == "FD 50\r\nRT 90\r\n"
        assert await room.stored(row.id) == "FD 50\nRT 90\n"
        assert (row.updated_by, row.path) == ("ana", "week 1/maze.logo")
        assert events == [FileEvent("created", row, "ana")]
        for path in ("week 1/maze.logo", "week 1"):
            with pytest.raises(Conflict) as caught:
                await room.library.create(path, "other", "ben")
            assert caught.value.error_code == "path_taken"
        assert room.read("week 1/maze.logo") == "FD 50\r\nRT 90\r\n"


@pytest.mark.parametrize("path", ["../a.bas", "/a.bas", ".a.bas", "a\\b.bas", "a.ipynb", "out/a.bas"])
async def test_a_bad_name_makes_nothing(tmp_path: Path, path: str) -> None:
    async with room_files(tmp_path) as room:
        (tmp_path / "elsewhere").mkdir()
        (room.folder / "out").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(InvalidInput) as caught:
            await room.library.create(path, "x", "ana")
        assert caught.value.error_code == "bad_path"
        assert not list((tmp_path / "elsewhere").iterdir())
        assert not await room.store.documents("r")


async def test_what_cannot_be_written_is_not_created(tmp_path: Path) -> None:
    async with room_files(tmp_path, FullDiskContents) as room:
        room.contents.is_full = True
        with pytest.raises(Unavailable) as caught:
            await room.library.create("a.bas", "PRINT 1\n", "ana")
        assert caught.value.error_code == "file_not_written"
        assert room.library.by_path("a.bas") is None
        room.contents.is_full = False
        row = await room.library.create("a.bas", "PRINT 2\n", "ana")
        assert await room.stored(row.id) == room.read("a.bas") == "PRINT 2\n"


# Renaming


async def test_a_renamed_program_is_the_same_document(tmp_path: Path) -> None:
    async with room_files(tmp_path, file_ids=partial(ids, ArbitraryFileIdManager), **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        await room.library.rename(row.id, "week 1/b.logo", "ben")
        live = room.library.live[row.id]
        assert live.row.path == "week 1/b.logo"
        assert live._replica.state.get("path") == f"{FOLDER}/week 1/b.logo"
        await room.library.save(row.id)
        assert not (room.folder / "a.logo").exists()
        assert room.read("week 1/b.logo") == "FD 50\nRT 90\n"
        await room.restart()
        found = room.library.by_path("week 1/b.logo")
        assert found is not None and found.id == row.id
        assert room.library.by_path("a.logo") is None
        assert (await room.library.open(row.id)).text == "FD 50\nRT 90\n"


async def test_no_name_that_is_taken(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        row = await room.library.create("a.logo", "A\n", "ana")
        await room.library.create("b.logo", "B\n", "ana")
        room.write("picture.png", "PNG")
        for target in ("b.logo", "picture.png"):
            with pytest.raises(Conflict):
                await room.library.rename(row.id, target, "ana")
        assert (room.read("a.logo"), room.read("b.logo"), room.read("picture.png")) == ("A\n", "B\n", "PNG")
        assert room.library.rows[row.id].path == "a.logo"


async def test_a_file_that_others_moved_is_followed(tmp_path: Path) -> None:
    async with room_files(tmp_path, file_ids=partial(ids, LocalFileIdManager)) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        live = await room.library.open(row.id)
        connection = connect(room, row.id)
        (room.folder / "inner").mkdir()
        (room.folder / "a.logo").rename(room.folder / "inner" / "b.logo")
        await room.until(lambda: room.library.rows[row.id].path == "inner/b.logo")
        await room.type(row.id, "RT 90\n")
        await room.until(lambda: room.read("inner/b.logo") == "FD 50\nRT 90\n")
        assert connection.error is None
        assert room.library.live[row.id] is live
        assert not (room.folder / "a.logo").exists()
        live.connections.clear()


async def test_a_moved_file_is_known_by_its_content_where_no_file_id_says_so(tmp_path: Path) -> None:
    async with room_files(tmp_path, file_ids=partial(ids, ArbitraryFileIdManager)) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.create("other.logo", "BK 50\n", "ana")
        await room.library.open(row.id)
        connection = connect(room, row.id)
        (room.folder / "a.logo").rename(room.folder / "b.logo")
        await room.until(lambda: room.library.rows[row.id].path == "b.logo")
        await room.type(row.id, "RT 90\n")
        await room.until(lambda: room.read("b.logo") == "FD 50\nRT 90\n")
        assert connection.error is None
        room.library.live[row.id].connections.clear()


async def test_who_saves_a_file_that_was_moved_saves_it_where_it_is(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        (room.folder / "a.logo").rename(room.folder / "b.logo")
        await room.library.save(row.id)
        assert room.read("b.logo") == "FD 50\nRT 90\n"
        assert room.library.rows[row.id].path == "b.logo"
        assert not (room.folder / "a.logo").exists()


async def test_two_files_with_the_same_content_are_no_move(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        (room.folder / "a.logo").rename(room.folder / "b.logo")
        room.write("c.logo", "FD 50\n")
        entries = await room.library.listing()
        assert [entry.path for entry in entries] == ["b.logo", "c.logo"]
        assert room.library.rows[row.id].deleted_at is not None


async def test_a_file_that_was_moved_while_nobody_looked(tmp_path: Path) -> None:
    async with room_files(tmp_path, file_ids=partial(ids, LocalFileIdManager), **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.kill()
        (room.folder / "a.logo").rename(room.folder / "b.logo")
        room.write("b.logo", "FD 50\nRT 90\n")
        await room.load()
        assert (await room.library.open(row.id)).text == "FD 50\nRT 90\n"
        assert [
            (entry.path, entry.document and entry.document.id) for entry in await room.library.listing()
        ] == [("b.logo", row.id)]


async def test_the_room_gets_another_folder(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        room.folder.rename(room.root / "logo club")
        await room.library.moved("logo club")
        await room.library.save(row.id)
        assert (room.root / "logo club" / "a.logo").read_text() == "FD 50\nRT 90\n"
        assert not room.folder.exists()
        assert room.library.live[row.id]._replica.state.get("path") == "logo club/a.logo"


# Deleting and bringing back


async def test_a_deleted_program_can_be_brought_back(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        connection = connect(room, row.id)
        await room.library.delete(row.id, "ana")
        assert not (room.folder / "a.logo").exists()
        assert isinstance(connection.error, NotFound)
        assert connection.error.error_code == "document_deleted"
        assert not room.library.live
        with pytest.raises(NotFound):
            await room.library.open(row.id)
        await room.restart()
        await room.library.bring_back(row.id, "ben")
        assert room.read("a.logo") == "FD 50\nRT 90\n"
        assert (await room.library.open(row.id)).text == "FD 50\nRT 90\n"


async def test_nothing_is_brought_back_over_another_file(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.delete(row.id, "ana")
        other = await room.library.create("a.logo", "other\n", "ben")
        assert other.id != row.id
        with pytest.raises(Conflict):
            await room.library.bring_back(row.id, "ana")
        assert room.read("a.logo") == "other\n"


async def test_a_file_deleted_by_others_ends_the_document_and_keeps_its_journal(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        events: list[FileEvent] = []
        room.library.listeners.append(events.append)
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.open(row.id)
        connection = connect(room, row.id)
        (room.folder / "a.logo").unlink()
        await room.until(lambda: [event.kind for event in events] == ["created", "deleted"])
        assert [event.author for event in events] == ["ana", DISK]
        assert room.library.rows[row.id].deleted_at is not None
        assert connection.error is not None and connection.error.error_code == "document_deleted"
        assert not room.library.live
        assert not (room.folder / "a.logo").exists()
        await room.library.bring_back(row.id, "ana")
        assert room.read("a.logo") == "FD 50\n"


async def test_a_file_that_was_only_away_goes_on_as_the_same_document(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.kill()
        (room.folder / "a.logo").unlink()
        await room.load()
        assert not await room.library.listing()
        room.write("a.logo", "FD 50\n")
        (entry,) = await room.library.listing()
        assert entry.document is not None and entry.document.id == row.id


async def test_a_vanished_folder_keeps_its_programs_and_gets_them_back(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        open_one = await room.library.create("a.logo", "FD 50\n", "ana")
        closed = await room.library.create("inner/b.logo", "RT 90\n", "ana")
        await room.library.open(open_one.id)
        connection = connect(room, open_one.id)
        shutil.rmtree(room.folder)
        await room.until(lambda: room.library.failures)
        assert room.library.failures[open_one.id].error_code == "folder_missing"
        assert room.library.folder_missing
        assert connection.error is None
        await room.type(open_one.id, "PD\n")
        paths = [entry.path for entry in await room.library.listing()]
        assert paths == ["a.logo", "inner/b.logo"]
        await room.library.write_back()
        assert room.read("a.logo") == "FD 50\nPD\n"
        assert room.read("inner/b.logo") == "RT 90\n"
        assert not room.library.failures and not room.library.folder_missing
        assert room.library.rows[closed.id].deleted_at is None
        room.library.live[open_one.id].connections.clear()


async def test_a_failed_deletion_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with room_files(tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")

        async def refuse(_path: str) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(room.contents, "delete_file", refuse)
        with pytest.raises(TimeWarpError):
            await room.library.delete(row.id, "ana")
        await room.type(row.id, "RT 90\n")
        await room.until(lambda: room.read("a.logo") == "FD 50\nRT 90\n")


# Opening and letting go


async def test_openings_at_once_share_one_load(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        opened = await asyncio.gather(*(room.library.open(row.id) for _ in range(5)))
        assert all(live is opened[0] for live in opened)
        assert list(room.library.live.values()) == [opened[0]]


async def test_an_idle_document_is_saved_and_unloaded(tmp_path: Path) -> None:
    async with room_files(tmp_path, unload_after=0.1) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        connection = connect(room, row.id)
        live = room.library.live[row.id]
        await room.until(lambda: room.read("a.logo") == "FD 50\nRT 90\n")
        assert room.library.live[row.id] is live
        live.leave(connection)  # type: ignore[arg-type]
        await room.until(lambda: not room.library.live)
        again = await room.library.open(row.id)
        assert again is not live
        assert again.text == "FD 50\nRT 90\n"
        assert again.seq >= live.seq


async def test_a_document_that_is_unloaded_needs_no_collector(tmp_path: Path) -> None:
    """It looks rarely, and does not know how much a CRDT holds."""
    async with room_files(tmp_path, unload_after=0.1) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        gc.collect()
        gc.disable()
        try:
            await room.type(row.id, "RT 90\n")
            live = room.library.live[row.id]
            ends = [asyncio.Event(), asyncio.Event()]
            weakref.finalize(live, ends[0].set)
            weakref.finalize(live._replica.doc, ends[1].set)
            del live
            for end in ends:
                await asyncio.wait_for(end.wait(), 10.0)
        finally:
            gc.enable()


async def test_what_happened_on_disk_while_closed_is_merged_on_opening(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        await room.kill()
        room.write("a.logo", "CS\nFD 50\n")
        await room.load()
        assert (await room.library.open(row.id)).text == "CS\nFD 50\nRT 90\n"
        await room.library.save(row.id)
        assert room.read("a.logo") == await room.stored(row.id) == "CS\nFD 50\nRT 90\n"


async def test_an_unknown_document(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        with pytest.raises(NotFound) as caught:
            await room.library.open("nobody")
        assert caught.value.error_code == "no_such_document"


async def test_a_file_that_cannot_be_read_keeps_nobody_out(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        (room.folder / "a.logo").write_bytes(b"\xff\xfe")
        live = await room.library.open(row.id)
        assert live.text == "FD 50\n"
        assert room.library.failures[row.id].error_code == "not_text"
        assert (room.folder / "a.logo").read_bytes() == b"\xff\xfe"


async def test_rows_know_who_edited_last(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n", author="ben")
        (entry,) = await room.library.listing()
        assert entry.document is not None
        assert entry.document.updated_by == "ben"
        assert entry.document.updated_seq > row.updated_seq


async def test_who_opens_a_document_that_is_being_unloaded_gets_the_next_one(tmp_path: Path) -> None:
    """Else there would be two live documents of one program, and each half of the class in one of them."""
    async with room_files(tmp_path, **LAZY) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        dying = await room.library.open(row.id)
        opened = room.library._live.get(row.id)
        assert opened is not None
        inside, hold = asyncio.Event(), asyncio.Event()
        close = opened.saver.close

        async def slow_close() -> None:
            inside.set()
            await hold.wait()
            await close()

        opened.saver.close = slow_close  # type: ignore[method-assign]
        release = asyncio.create_task(room.library._live.release(row.id))
        await inside.wait()
        opening = asyncio.create_task(room.library.open(row.id))
        await asyncio.sleep(0)
        hold.set()
        await release
        first, second = await opening, await room.library.open(row.id)
        assert first is second is room.library.live[row.id]
        assert first is not dying
