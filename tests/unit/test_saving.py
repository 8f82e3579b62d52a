"""The document and its file: both the same in the end, and nothing in them twice."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from room_files import LAZY, RoomFiles, room_files

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.documents.authors import DISK
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.documents.workspace_text import digest
from timewarp_jupyter.errors import TimeWarpError, Unavailable
from timewarp_jupyter.store.operations import AddCheckpoint, IntendSave
from timewarp_jupyter.testing.contents import (
    ContentsChangedByOthers,
    FullDiskContents,
    RewritingContents,
    SlowContents,
    StampingContents,
    TornContents,
)


async def adopted(room: RoomFiles, text: str, name: str = "maze.logo") -> str:
    room.write(name, text)
    return (await room.library.adopt(name, DISK)).id


async def newest_confirmed(room: RoomFiles, document: str) -> str | None:
    saves = await room.store.saves(document)
    return next((save.confirmed_hash for save in saves if save.confirmed_hash), None)


@pytest.mark.parametrize("contents", [LargeFileManager, AsyncLargeFileManager])
async def test_what_is_typed_is_in_the_file_soon(tmp_path: Path, contents: Any) -> None:
    async with room_files(tmp_path, contents) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90 😀\n")
        await room.until(lambda: room.read("maze.logo") == "FD 50\nRT 90 😀\n")


async def test_a_class_that_never_pauses_is_saved_as_well(tmp_path: Path) -> None:
    async with room_files(tmp_path, save_delay=60.0, save_max_delay=0.1) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        await room.until(lambda: room.read("maze.logo") == "FD 50\nRT 90\n")


async def test_the_intent_is_stored_before_and_the_confirmation_after(tmp_path: Path) -> None:
    async with room_files(tmp_path, SlowContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        saving = asyncio.create_task(room.library.save(document))
        await room.contents.begun.wait()
        newest = (await room.store.saves(document))[0]
        assert (newest.intended_hash, newest.confirmed_hash) == (digest(b"FD 50\nRT 90\n"), None)
        assert room.read("maze.logo") == "FD 50\n"
        room.contents.gate.set()
        await saving
        newest = (await room.store.saves(document))[0]
        assert newest.confirmed_hash == newest.intended_hash == digest(room.read("maze.logo").encode())


async def test_a_change_on_disk_comes_into_the_document(tmp_path: Path) -> None:
    async with room_files(tmp_path) as room:
        document = await adopted(room, "FD 50\nRT 90\n")
        live = await room.library.open(document)
        room.write("maze.logo", "CS\nFD 50\nRT 90\n")
        await room.until(lambda: live.text == "CS\nFD 50\nRT 90\n")
        assert (await room.store.journal(document)).updates[-1].author == DISK


async def test_both_sides_stay_when_disk_and_document_change(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\nRT 90\n")
        await room.type(document, "CS\n", at=0)
        room.write("maze.logo", "FD 50\nRT 90\nPD\n")
        await room.library.disk_changed(document)
        merged = "CS\nFD 50\nRT 90\nPD\n"
        assert room.library.live[document].text == room.read("maze.logo") == merged
        assert await room.stored(document) == merged


async def test_changes_on_disk_in_a_row_are_each_taken_once(tmp_path: Path) -> None:
    """Each was made from the last one on disk, which is not a text that the document ever had."""
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "CS\n", at=0)
        room.contents.is_full = True
        for on_disk in ("FD 50\nPD\n", "FD 50\nPD\nPU\n", "HT\nFD 50\nPD\nPU\n"):
            room.write("maze.logo", on_disk)
            with pytest.raises(Unavailable):
                await room.library.disk_changed(document)
        room.contents.is_full = False
        await room.library.save(document)
        text = room.read("maze.logo")
        assert sorted(text.splitlines()) == ["CS", "FD 50", "HT", "PD", "PU"]
        assert text == await room.stored(document)


async def test_a_change_on_disk_that_was_merged_before_a_crash_is_not_merged_again(tmp_path: Path) -> None:
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "CS\n", at=0)
        room.write("maze.logo", "FD 50\nPD\n")
        room.contents.is_full = True
        with pytest.raises(Unavailable):
            await room.library.disk_changed(document)
        room.contents.is_full = False
        await room.restart()
        await room.library.save(document)
        assert room.read("maze.logo") == await room.stored(document) == "CS\nFD 50\nPD\n"


async def test_a_merge_at_the_very_seq_of_a_checkpoint_is_not_made_again(tmp_path: Path) -> None:
    """The checkpoint stands for the updates up to it, but does not say which of them came from the disk."""
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "CS\n", at=0)
        room.write("maze.logo", "FD 50\nPD\n")
        room.contents.is_full = True
        with pytest.raises(Unavailable):
            await room.library.disk_changed(document)
        journal = await room.store.journal(document)
        merged = next(row.seq for row in reversed(journal.updates) if row.author == DISK)
        whole = replay(await room.store.journal(document, merged)).get_update()
        await room.flusher.submit(AddCheckpoint(document, merged, whole, now_ms()))
        await room.restart()
        room.contents.is_full = False
        room.write("maze.logo", "FD 50\nPD\nPU\n")
        await room.library.open(document)
        await room.library.save(document)
        assert room.read("maze.logo") == await room.stored(document) == "CS\nFD 50\nPD\nPU\n"


async def test_somebody_puts_an_older_text_back(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        await room.library.save(document)
        room.write("maze.logo", "FD 50\n")
        await room.library.disk_changed(document)
        assert room.library.live[document].text == room.read("maze.logo") == "FD 50\n"


async def test_the_same_change_on_both_sides_is_there_once(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        room.write("maze.logo", "FD 50\nRT 90\n")
        await room.library.disk_changed(document)
        room.write("maze.logo", "FD 50\nRT 90\nPD\n")
        await room.library.disk_changed(document)
        assert room.library.live[document].text == "FD 50\nRT 90\nPD\n"


# Crashes


async def test_crash_after_the_intent_before_the_file(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        seq = room.library.live[document].seq
        intent = IntendSave(document, seq, digest(b"FD 50\nRT 90\n"), now_ms())
        await room.flusher.submit(intent)
        await room.restart()
        await room.library.save(document)
        assert room.read("maze.logo") == await room.stored(document) == "FD 50\nRT 90\n"


async def test_crash_after_the_file_before_the_confirmation(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        seq = room.library.live[document].seq
        await room.flusher.submit(IntendSave(document, seq, digest(b"FD 50\nRT 90\n"), now_ms()))
        room.write("maze.logo", "FD 50\nRT 90\n")
        await room.type(document, "PD\n")
        await room.restart()
        await room.library.open(document)
        newest = (await room.store.saves(document))[0]
        assert (newest.seq, newest.confirmed_hash) == (seq, digest(b"FD 50\nRT 90\n"))
        await room.library.save(document)
        assert room.read("maze.logo") == await room.stored(document) == "FD 50\nRT 90\nPD\n"


async def test_crash_before_the_confirmation_and_then_somebody_edits_the_file(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\nREPEAT 4 [FD 10]\n")
        written = "FD 50\nRT 90\nREPEAT 4 [FD 10]\n"
        seq = room.library.live[document].seq
        await room.flusher.submit(IntendSave(document, seq, digest(written.encode()), now_ms()))
        await room.kill()
        room.write("maze.logo", "CS\n" + written)
        await room.load()
        live = await room.library.open(document)
        assert live.text == "CS\n" + written


@pytest.mark.parametrize("text", ["RT 90 and some more\n", "😀😀😀😀😀"])
async def test_crash_in_the_middle_of_a_write(tmp_path: Path, text: str) -> None:
    """What is not written in full is no change by somebody: it must not delete anything."""
    async with room_files(tmp_path, TornContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, text)
        room.contents.is_torn = True
        with pytest.raises(Unavailable):
            await room.library.save(document)
        assert (room.folder / "maze.logo").read_bytes() != f"FD 50\n{text}".encode()
        room.contents.is_torn = False
        await room.restart()
        await room.library.save(document)
        assert room.read("maze.logo") == await room.stored(document) == f"FD 50\n{text}"


async def test_crash_before_a_new_document_had_a_record_of_its_file(tmp_path: Path) -> None:
    """The genesis is the base then."""
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        await room.kill()
        with contextlib.closing(sqlite3.connect(tmp_path / "store.sqlite")) as database, database:
            database.execute("DELETE FROM saves")
        room.write("maze.logo", "CS\nFD 50\n")
        await room.load()
        live = await room.library.open(document)
        assert live.text == "CS\nFD 50\nRT 90\n"


# Save hooks and faults


async def test_a_save_hook_changes_the_file_and_not_the_document(tmp_path: Path) -> None:
    async with room_files(tmp_path, RewritingContents) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90   \n")
        await room.until(lambda: room.read("maze.logo") == "FD 50\nRT 90\n")
        saves = len(await room.store.saves(document))
        for _ in range(3):
            await room.library.save(document)
        assert len(await room.store.saves(document)) == saves
        assert room.library.live[document].text == "FD 50\nRT 90   \n"
        room.write("maze.logo", "CS\nFD 50\nRT 90\n")
        await room.library.disk_changed(document)
        assert room.library.live[document].text == "CS\nFD 50\nRT 90\n"


async def test_a_save_hook_that_never_ends_makes_no_loop(tmp_path: Path) -> None:
    async with room_files(tmp_path, StampingContents) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        await room.until(lambda: room.read("maze.logo") == "REM SAVED\nFD 50\nRT 90\n")
        await room.library.save(document)
        await room.restart()
        live = await room.library.open(document)
        assert live.text == "FD 50\nRT 90\n"
        assert room.read("maze.logo") == "REM SAVED\nFD 50\nRT 90\n"


async def test_somebody_writes_between_our_write_and_our_look(tmp_path: Path) -> None:
    async with room_files(tmp_path, ContentsChangedByOthers, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        room.contents.others = ["CS\nFD 50\nRT 90\n"]
        await room.library.save(document)
        await room.library.disk_changed(document)
        assert room.library.live[document].text == room.read("maze.logo") == "CS\nFD 50\nRT 90\n"


async def test_a_full_disk_is_told_and_recovers_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timewarp_jupyter.documents.saving.FIRST_RETRY", 0.05)
    async with room_files(tmp_path, FullDiskContents) as room:
        document = await adopted(room, "FD 50\n")
        told: list[tuple[str, TimeWarpError | None]] = []
        room.library.listeners.append(lambda event: told.append((event.kind, event.error)))
        room.contents.is_full = True
        await room.type(document, "RT 90\n")
        await room.until(lambda: room.library.failures)
        failure = room.library.failures[document]
        assert failure.error_code == "file_not_written"
        assert "No space left on device" in failure.reason
        assert room.read("maze.logo") == "FD 50\n"
        assert await room.stored(document) == "FD 50\nRT 90\n"
        room.contents.is_full = False
        await room.until(lambda: room.read("maze.logo") == "FD 50\nRT 90\n")
        await room.until(lambda: not room.library.failures)
        assert told == [("failed", failure), ("saved", None)]


async def test_a_last_save_when_the_room_closes(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        await room.library.close()
        assert room.read("maze.logo") == "FD 50\nRT 90\n"
        await room.load()


async def test_closing_does_not_wait_for_a_file_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timewarp_jupyter.documents.saving.LAST_SAVE", 0.05)
    async with room_files(tmp_path, SlowContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        await room.library.close()
        assert room.read("maze.logo") == "FD 50\n"
        room.contents.gate.set()
        await room.until(lambda: room.read("maze.logo") == "FD 50\nRT 90\n")
        await room.load()
        assert (await room.library.open(document)).text == "FD 50\nRT 90\n"
        assert await newest_confirmed(room, document) == digest(b"FD 50\nRT 90\n")


async def test_stock_clients_hear_of_the_file_when_it_is_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timewarp_jupyter.documents.saving.QUIET", 0.1)
    async with room_files(tmp_path) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        live = room.library.live[document]
        wanted = digest(b"FD 50\nRT 90\n")
        await room.until(lambda: live._replica.state.get("hash") == wanted)


# Line ends, and files that are no text


async def test_crlf_is_kept(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\r\nRT 90\r\n")
        await room.type(document, "PD\n")
        assert room.library.live[document].text == "FD 50\nRT 90\nPD\n"
        await room.library.save(document)
        assert room.read("maze.logo") == "FD 50\r\nRT 90\r\nPD\r\n"


async def test_other_line_ends_on_disk_are_followed(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\r\nRT 90\r\n")
        await room.library.open(document)
        room.write("maze.logo", "FD 50\nRT 90\n")
        await room.library.disk_changed(document)
        await room.type(document, "PD\n")
        await room.library.save(document)
        assert room.read("maze.logo") == "FD 50\nRT 90\nPD\n"


async def test_mixed_line_ends_stay_until_somebody_edits(tmp_path: Path) -> None:
    mixed = "FD 50\r\nRT 90\r\nPD\nPU\r\n"
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, mixed)
        await room.library.save(document)
        assert room.read("maze.logo") == mixed
        await room.type(document, "HT\n")
        await room.library.save(document)
        assert room.read("maze.logo") == "FD 50\r\nRT 90\r\nPD\r\nPU\r\nHT\r\n"


async def test_a_file_that_is_text_no_longer_is_left_alone(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "RT 90\n")
        (room.folder / "maze.logo").write_bytes(b"\xff\xfe\x00\x01")
        with pytest.raises(TimeWarpError) as caught:
            await room.library.save(document)
        assert caught.value.error_code == "not_text"
        assert (room.folder / "maze.logo").read_bytes() == b"\xff\xfe\x00\x01"
        assert room.library.failures[document].error_code == "not_text"
        room.write("maze.logo", "FD 50\n")
        await room.library.save(document)
        assert room.read("maze.logo") == "FD 50\nRT 90\n"
        assert not room.library.failures


# Saves from outside


async def test_a_text_saved_from_outside_keeps_what_others_typed(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = await adopted(room, "FD 50\nRT 90\n")
        await room.type(document, "CS\n", at=0)
        seq = await room.library.write(document, "FD 50\nRT 90\nPD\n", "ben")
        assert room.read("maze.logo") == await room.stored(document) == "CS\nFD 50\nRT 90\nPD\n"
        last = (await room.store.journal(document)).updates[-1]
        assert (last.author, last.seq) == ("ben", seq)
        assert await room.library.write(document, room.read("maze.logo"), "ben") == 0


async def test_a_save_from_outside_is_not_doubled_when_the_file_cannot_be_written(tmp_path: Path) -> None:
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        room.contents.is_full = True
        for _ in range(2):
            await room.library.write(document, "FD 50\nREPEAT 4 [FD 10 RT 90]\n", "ben")
        await room.library.write(document, "FD 50\nREPEAT 4 [FD 10 RT 90]\nPD\n", "ben")
        assert await room.stored(document) == "FD 50\nREPEAT 4 [FD 10 RT 90]\nPD\n"
        assert room.library.failures[document].error_code == "file_not_written"


async def test_what_could_not_be_written_is_no_base_of_what_others_write(tmp_path: Path) -> None:
    """Their line has most of its characters in common with the one that never reached the disk."""
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        document = await adopted(room, "FD 50\n")
        await room.type(document, "REM ana was here, line 5\n")
        room.contents.is_full = True
        with pytest.raises(Unavailable):
            await room.library.save(document)
        assert (await room.store.saves(document))[0].confirmed_hash == digest(b"FD 50\n")
        room.contents.is_full = False
        room.write("maze.logo", "FD 50\nREM ben was here, line 5\n")
        await room.restart()
        await room.library.save(document)
        lines = sorted(room.read("maze.logo").splitlines())
        assert lines == ["FD 50", "REM ana was here, line 5", "REM ben was here, line 5"]
