"""Reading and writing program files through Jupyter's contents managers."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from room_files import LOG

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.workspace import Workspace
from timewarp_jupyter.documents.workspace_calls import FILES, MOST_LATE
from timewarp_jupyter.documents.workspace_listing import Item, list_folder
from timewarp_jupyter.documents.workspace_text import digest, file_content, newline_of, with_lf
from timewarp_jupyter.errors import Conflict, NotFound, TimeWarpError, Unavailable
from timewarp_jupyter.testing.contents import FullDiskContents, RewritingContents, SlowContents

MANAGERS = [LargeFileManager, AsyncLargeFileManager, FileContentsManager]


def make(root: Path, contents: Any = AsyncLargeFileManager, **limits: int) -> Workspace:
    manager = contents(root_dir=str(root), delete_to_trash=False)
    return Workspace(manager, None, Limits(**limits), LOG)


@pytest.mark.parametrize("contents", MANAGERS)
async def test_a_file_as_a_document_sees_it(tmp_path: Path, contents: Any) -> None:
    data = '\ufeffPRINT "é"\r\nGOTO 10\r\n'.encode()
    (tmp_path / "a.bas").write_bytes(data)
    file = await make(tmp_path, contents).read("a.bas")
    assert file is not None
    assert file.text == '\ufeffPRINT "é"\nGOTO 10\n'
    assert (file.newline, file.hash, file.size) == ("\r\n", digest(data), len(data))


@pytest.mark.parametrize("contents", MANAGERS)
async def test_what_is_written_is_there(tmp_path: Path, contents: Any) -> None:
    workspace = make(tmp_path, contents)
    found = await workspace.write("a.bas", "\ufeffPRINT 1\nEND\n", "\r\n")
    data = "\ufeffPRINT 1\r\nEND\r\n".encode()
    assert (tmp_path / "a.bas").read_bytes() == data
    assert found == digest(data)
    assert await workspace.read("b.bas") is None


@given(st.text(alphabet="a\n\r"))
def test_line_ends_come_back_where_there_is_one_kind(content: str) -> None:
    text = with_lf(content)
    assert "\r" not in text
    kinds = {
        end for end in ("\r\n", "\n", "\r") if end in content.replace("\r\n", "" if end != "\r\n" else end)
    }
    if kinds <= {"\r\n"} or kinds <= {"\n"}:
        assert file_content(text, newline_of(content)) == content


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PRINT \xe9\n", "not_text"),
        ("PRINT 1\n".encode("utf-16"), "not_text"),
        (b"\x7fELF\0\0", "not_text"),
        (b"x" * 101, "too_large"),
    ],
)
async def test_files_that_are_no_programs(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a.bas").write_bytes(data)
    with pytest.raises(TimeWarpError) as caught:
        await make(tmp_path, max_file_bytes=100).read("a.bas")
    assert caught.value.error_code == code


async def test_a_folder_is_no_program(tmp_path: Path) -> None:
    (tmp_path / "a.bas").mkdir()
    with pytest.raises(TimeWarpError) as caught:
        await make(tmp_path).read("a.bas")
    assert caught.value.error_code == "not_text"


async def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.bas").write_text("old\n")
    workspace = make(tmp_path, FullDiskContents)
    workspace.contents.is_full = True
    with pytest.raises(Unavailable) as caught:
        await workspace.write("a.bas", "new\n", "\n")
    assert caught.value.error_code == "file_not_written"
    assert caught.value.reason == "a.bas: No space left on device"
    assert (tmp_path / "a.bas").read_text() == "old\n"


class BusyDisk(AsyncLargeFileManager):
    """Empties a file when it is told that it may."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.begun, self.may = threading.Event(), threading.Event()

    def atomic_writing(self, os_path: str, *args: Any, **kwargs: Any) -> Any:
        self.begun.set()
        assert self.may.wait(10.0), "the event loop waits for the disk"
        return super().atomic_writing(os_path, *args, **kwargs)


async def test_nobody_waits_for_a_busy_disk(tmp_path: Path) -> None:
    workspace = make(tmp_path, BusyDisk)
    writing = asyncio.create_task(workspace.write("a.bas", "PRINT 1\n", "\n"))
    assert await asyncio.to_thread(workspace.contents.begun.wait, 10.0)
    workspace.contents.may.set()
    assert await writing == digest(b"PRINT 1\n")


@pytest.mark.parametrize("contents", MANAGERS)
async def test_hooks_and_listeners_hear_of_a_write_as_of_any_save(tmp_path: Path, contents: Any) -> None:
    workspace, heard = make(tmp_path, contents), list[Any]()
    manager = workspace.contents
    manager.register_pre_save_hook(lambda path, **_: heard.append(("before", path)))
    manager.register_post_save_hook(
        lambda os_path, model, **_: heard.append(("after", os_path, model["path"]))
    )

    def emit(data: Any) -> None:
        heard.append(data)

    manager.emit = emit
    await workspace.write("a.bas", "PRINT 1\n", "\n")
    ours = [each for each in heard if isinstance(each, tuple) or each["action"] == "save"]
    (tmp_path / "a.bas").unlink()
    heard.clear()
    model = {"type": "file", "format": "text", "content": "PRINT 1\n"}
    await ensure_async(manager.save(model, "a.bas"))
    assert ours == [each for each in heard if isinstance(each, tuple) or each["action"] == "save"]
    assert len(ours) == 3


async def test_a_manager_that_saves_in_its_own_way_is_asked(tmp_path: Path) -> None:
    class Elsewhere(AsyncLargeFileManager):
        async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
            saved: dict[str, Any] = await super().save({**model, "content": "elsewhere\n"}, path)
            return saved

    assert await make(tmp_path, Elsewhere).write("a.bas", "here\n", "\n") == digest(b"elsewhere\n")


async def test_the_hash_is_of_what_a_save_hook_left(tmp_path: Path) -> None:
    found = await make(tmp_path, RewritingContents).write("a.bas", "END   \n", "\n")
    assert found == digest(b"END\n") == digest((tmp_path / "a.bas").read_bytes())


class Interrupted(AsyncLargeFileManager):
    """Somebody else writes the file right after it was written."""

    @contextmanager
    def atomic_writing(self, os_path: str, *args: Any, **kwargs: Any) -> Iterator[Any]:
        with super().atomic_writing(os_path, *args, **kwargs) as file:
            yield file
        Path(os_path).write_bytes(b"PRINT 1\nEND\n")


async def test_what_others_write_right_after_us_counts_as_theirs(tmp_path: Path) -> None:
    written = await make(tmp_path, Interrupted).put("a.bas", "PRINT 1\n", "\n")
    assert (written.stamp, written.hash) == (None, digest(b"PRINT 1\n"))


async def test_a_write_above_its_deadline_goes_on_and_the_next_waits_for_it(tmp_path: Path) -> None:
    workspace = make(tmp_path, SlowContents)
    workspace.calls.deadline = 0.05
    with pytest.raises(Unavailable) as caught:
        await workspace.write("a.bas", "first\n", "\n")
    assert caught.value.error_code == "file_not_written"
    workspace.calls.deadline = 5.0
    second = asyncio.create_task(workspace.write("a.bas", "second\n", "\n"))
    workspace.contents.gate.set()
    assert await second == digest(b"second\n")
    assert (tmp_path / "a.bas").read_text() == "second\n"


@pytest.mark.parametrize("contents", MANAGERS)
async def test_moving_deleting_and_making(tmp_path: Path, contents: Any) -> None:
    workspace = make(tmp_path, contents)
    await workspace.make_folder("club/week 1")
    await workspace.write("club/a.bas", "A\n", "\n")
    await workspace.write("club/b.bas", "B\n", "\n")
    with pytest.raises(Conflict):
        await workspace.rename("club/a.bas", "club/b.bas")
    await workspace.rename("club/a.bas", "club/week 1/a.bas")
    assert (tmp_path / "club/week 1/a.bas").read_text() == "A\n"
    await workspace.delete("club/b.bas")
    assert not await workspace.exists("club/b.bas")
    with pytest.raises(NotFound):
        await workspace.delete("club/b.bas")


async def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    file = tmp_path / "a.bas"
    file.write_text("A\n")
    before = await workspace.stamps(["a.bas", "b.bas"])
    assert before == await workspace.stamps(["a.bas", "b.bas"])
    assert before[1] is None
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
    assert (await workspace.stamps(["a.bas"]))[0] not in (None, before[0])


@pytest.mark.parametrize("contents", MANAGERS)
async def test_what_lies_in_a_folder(tmp_path: Path, contents: Any) -> None:
    club = tmp_path / "club"
    (club / "inner").mkdir(parents=True)
    (club / ".hidden").mkdir()
    (club / ".hidden" / "a.bas").write_text("no")
    (club / "round").symlink_to(".")
    for name in ("maze.logo", "inner/b.bas", "lesson.ipynb", "turtle.png", "large.bas"):
        (club / name).write_text("x" * (200 if name == "large.bas" else 3))
    items = await list_folder(make(tmp_path, contents, max_file_bytes=100), "club")
    assert items is not None
    assert {item.path: item.may_be_text for item in items} == {
        "inner/b.bas": True,
        "large.bas": False,
        "lesson.ipynb": False,
        "maze.logo": True,
        "turtle.png": False,
    }
    maze = next(item for item in items if item.path == "maze.logo")
    modified = (club / "maze.logo").stat().st_mtime_ns // 1_000_000
    assert maze == Item("maze.logo", 3, maze.modified_at, True)
    assert abs((maze.modified_at or 0) - modified) <= 1


async def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    assert await list_folder(make(tmp_path), "gone") is None


async def test_a_folder_that_hangs_gets_no_more_threads_and_others_are_asked(tmp_path: Path) -> None:
    workspace, answers = make(tmp_path), threading.Event()
    workspace.calls.deadline = 0.05

    async def ask(path: str) -> None:
        await workspace.calls.ask(path, "look", partial(FILES.run, answers.wait))

    try:
        for number in range(MOST_LATE):
            with pytest.raises(Unavailable) as caught:
                await ask(f"far/{number}")
            assert caught.value.error_code == "workspace_slow"
        workspace.calls.deadline = 60.0
        with pytest.raises(Unavailable, match="does not answer"):
            await asyncio.wait_for(ask("far/one more"), 5.0)
        (tmp_path / "near").mkdir()
        assert await workspace.folder_exists("near")
    finally:
        answers.set()
    await workspace.calls.after_late_ones(f"far/{MOST_LATE - 1}")
    await asyncio.wait_for(workspace.write("far", "there again\n", "\n"), 5.0)
