"""A room as one file: out, in again with all its past, and copied."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest
from conftest import BASE, Answer, School
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.handlers import archive

ROOMS = "api/timewarp/rooms"


async def lesson(school: School) -> Any:
    """A room with edits of three people, talk, a program in a folder and a deleted message."""
    room = await school.full_room("Μάθημα", folder="lesson")
    live_room = school.services.registry.get(room["id"])
    async with live_room.use() as library:
        live = await library.open(room["document"]["id"])
        await live.edit("edda", [Edit(8, 8, " FD 50 😀\n")])
        await live.edit("olga", [Edit(0, 7, "TO HOUSE")])
        await live.edit("edda", [Edit(21, 25, "")])
        await live.edit("olga", [Edit(0, 0, "; π\n")])
    await school.ok("olga", "POST", f"{ROOMS}/{room['id']}/documents/{room['document']['id']}/save")
    await school.make_document(room, "deep/er/été.bas", "10 PRINT\r\n20 END\r\n")
    said = await say(school, room, "edda", "See @viv <b>=1+1</b>", anchor=anchor(room))
    await say(school, room, "viv", "Yes", reply_to=said["id"])
    gone = await say(school, room, "viv", "My secret")
    await school.ok("viv", "DELETE", f"{ROOMS}/{room['id']}/messages/{gone['id']}")
    await school.ok("olga", "POST", f"{ROOMS}/{room['id']}/invitations", {"role": "viewer"})
    return room


def anchor(room: Any) -> dict[str, Any]:
    return {"document": room["document"]["id"], "line": 1, "end_line": 2}


async def say(school: School, room: Any, user: str, body: str, **more: Any) -> Any:
    """A message."""
    message = {"body": body, "client_id": body, **more}
    return await school.ok(user, "POST", f"{ROOMS}/{room['id']}/messages", message)


async def export(school: School, room: Any, user: str = "viv") -> bytes:
    """The archive as somebody gets it."""
    answer = await school.call(user, "GET", f"{ROOMS}/{room['id']}/export")
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    assert "%CE%BC" in answer.headers["Content-Disposition"]
    return answer.body


async def bring_in(school: School, data: bytes, user: str = "ivo", **query: Any) -> Answer:
    """The answer to an upload."""
    return await school.raw(user, "POST", f"{ROOMS}/import", data, **query)


async def past(school: School, room: Any, path: str, user: str) -> list[tuple[Any, ...]]:
    """What a program's history tells: authors, times and the text after every edit."""
    listed = (await school.ok(user, "GET", f"{ROOMS}/{room['id']}/documents"))["items"]
    [document] = [each for each in listed if each["path"] == path]
    base = f"{ROOMS}/{room['id']}/documents/{document['id']}"
    told = []
    for step in (await school.ok(user, "GET", f"{base}/revisions", detail="steps", after=0))["items"]:
        version = await school.ok(user, "GET", f"{base}/revisions/{step['seq']}")
        told.append((step["author"], step["at"], step["changes"], version["content"]))
    return told


def imported(told: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The same with imported authors."""
    return [(f":imported:{author}", *rest) for author, *rest in told]


async def test_whatever_was_typed_comes_back(school: School):
    """What can be exported can be imported: a program in a room may hold any character."""
    room = await school.full_room("Μάθημα", folder="odd")
    async with school.services.registry.get(room["id"]).use() as library:
        live = await library.open(room["document"]["id"])
        await live.edit("edda", [Edit(0, 8, '10 PRINT "\0\x1b\ufeff\u2028😀"')])
        text = live.text
    answer = await bring_in(school, await export(school, room))
    assert answer.status == 201, answer.text
    told = await past(school, answer.json, "maze.logo", "ivo")
    assert told[-1][-1] == text and "\0" in text


async def test_a_room_comes_back_with_its_programs_history_and_talk(school: School):
    room = await lesson(school)
    data = await export(school, room)
    answer = await bring_in(school, data, name="Again", folder="here/again")
    assert answer.status == 201, answer.text
    made = answer.json
    assert (made["name"], made["folder"], made["role"]) == ("Again", "here/again", "owner")
    assert made["id"] != room["id"]
    for path in ("maze.logo", "deep/er/été.bas"):
        assert school.file(f"here/again/{path}").read_bytes() == school.file(f"lesson/{path}").read_bytes()
        old = await past(school, room, path, "olga")
        assert await past(school, made, path, "ivo") == imported(old)
    assert len(await past(school, made, "maze.logo", "ivo")) == 5
    chat = (await school.ok("ivo", "GET", f"{ROOMS}/{made['id']}/messages"))["items"]
    assert [(each["author"], each["body"]) for each in chat] == [
        (":imported:edda", "See @viv <b>=1+1</b>"),
        (":imported:viv", "Yes"),
    ]
    assert chat[1]["reply_to"] == chat[0]["id"]
    listed = (await school.ok("ivo", "GET", f"{ROOMS}/{made['id']}/documents"))["items"]
    assert chat[0]["anchor"]["document"] in [each["id"] for each in listed]
    old_history = {each["history_id"] for each in await documents(school, room, "olga")}
    assert old_history.isdisjoint(each["history_id"] for each in listed)


async def documents(school: School, room: Any, user: str) -> list[Any]:
    """The programs of a room."""
    return list((await school.ok(user, "GET", f"{ROOMS}/{room['id']}/documents"))["items"])


async def test_what_comes_in_can_be_edited_restored_and_taken_out_again(school: School):
    room = await lesson(school)
    made = (await bring_in(school, await export(school, room))).json
    [document] = [each for each in await documents(school, made, "ivo") if each["path"] == "maze.logo"]
    base = f"{ROOMS}/{made['id']}/documents/{document['id']}"
    revisions = (await school.ok("ivo", "GET", f"{base}/revisions"))["items"]
    await school.ok("ivo", "POST", f"{base}/restore", {"seq": revisions[-1]["seq"]})
    assert (await school.ok("ivo", "GET", base))["content"] == "TO MAZE\nEND\n"
    authors = await school.ok("ivo", "GET", f"{base}/authors")
    assert {each["author"] for each in authors["totals"]} == {":imported:edda", ":imported:olga", "ivo"}
    before = await past(school, made, "maze.logo", "ivo")
    answer = await school.call("ivo", "GET", f"{ROOMS}/{made['id']}/export")
    third = (await bring_in(school, answer.body, "sam")).json
    after = await past(school, third, "maze.logo", "sam")
    assert [each[3] for each in after] == [each[3] for each in before]
    assert {each[0] for each in after} == {":imported:edda", ":imported:olga", ":imported:ivo"}


async def test_an_archive_names_no_accounts_and_holds_no_secrets(school: School):
    room = await lesson(school)
    user = {"X-User": "0123456789abcdef" * 2, "X-Name": "Anna"}
    await school.raw(None, "GET", "api/timewarp", headers=user)
    await school.set_role(room, user["X-User"], "editor")
    data = await export(school, room)
    archive = zipfile.ZipFile(io.BytesIO(data))
    everything = "\n".join(archive.read(name).decode() for name in archive.namelist())
    assert user["X-User"] not in everything
    assert "invitation" not in everything
    assert "My secret" not in everything
    manifest = json.loads(archive.read("manifest.json"))
    assert sorted(manifest["people"].values()) == ["Anna", "edda", "olga", "viv"]
    assert archive.read("programs/deep/er/été.bas") == b"10 PRINT\r\n20 END\r\n"


async def test_an_archive_gives_nobody_here_a_role_or_words(school: School):
    room = await lesson(school)
    made = (await bring_in(school, await export(school, room), visibility="invite")).json
    members = (await school.ok("ivo", "GET", f"{ROOMS}/{made['id']}/members"))["items"]
    assert [(each["username"], each["role"]) for each in members] == [("ivo", "owner")]
    for user in ("olga", "edda", "viv"):
        assert (await school.call(user, "GET", f"{ROOMS}/{made['id']}")).status == 404
    # The importer has a namesake in it as well.
    own = (await bring_in(school, await export(school, room), "olga")).json
    said = (await school.ok("olga", "GET", f"{ROOMS}/{own['id']}/activity"))["items"]
    assert {each["actor"] for each in said if each["verb"] != "room.imported"} <= {
        ":imported:olga", ":imported:edda", ":imported:viv",
    }  # fmt: skip
    assert (said[-1]["verb"], said[-1]["actor"]) == ("room.imported", "olga")
    assert {each["detail"]["username"] for each in said if "username" in each["detail"]} <= {
        ":imported:edda", ":imported:viv",
    }  # fmt: skip
    chat = (await school.ok("olga", "GET", f"{ROOMS}/{own['id']}/messages"))["items"]
    assert chat[0]["mentions"] == [":imported:viv"]


async def test_a_copy_is_for_handing_out(school: School):
    room = await lesson(school)
    made = await school.ok("viv", "POST", f"{ROOMS}/{room['id']}/copy", {"name": "Mine", "folder": "mine"})
    assert (made["name"], made["folder"], made["role"]) == ("Mine", "mine", "owner")
    assert school.file("mine/maze.logo").read_bytes() == school.file("lesson/maze.logo").read_bytes()
    told = await past(school, made, "maze.logo", "viv")
    assert [(each[0], each[3]) for each in told] == [("viv", await school.text(room, room["document"]))]
    assert (await school.ok("viv", "GET", f"{ROOMS}/{made['id']}/messages"))["items"] == []
    lines = (await school.ok("viv", "GET", f"{ROOMS}/{made['id']}/activity"))["items"]
    assert [each["verb"] for each in lines] == ["room.copied"]


async def test_a_copy_with_its_past_has_the_authors_of_this_server(school: School):
    room = await lesson(school)
    body = {"name": "All", "history": True, "chat": True, "activity": True}
    made = await school.ok("olga", "POST", f"{ROOMS}/{room['id']}/copy", body)
    assert await past(school, made, "maze.logo", "olga") == await past(school, room, "maze.logo", "olga")
    chat = (await school.ok("olga", "GET", f"{ROOMS}/{made['id']}/messages"))["items"]
    assert [each["author"] for each in chat] == ["edda", "viv"]
    members = (await school.ok("olga", "GET", f"{ROOMS}/{made['id']}/members"))["items"]
    assert [each["username"] for each in members] == ["olga"]


async def nothing_was_left(school: School) -> None:
    """Neither rows nor files."""
    assert len(await school.services.store.rooms()) == 1
    assert sorted(each.name for each in school.root.iterdir() if not each.name.startswith(".")) == ["lesson"]


@pytest.mark.parametrize("spoiled", ["cut", "no archive", "empty", "changed"])
async def test_a_refused_archive_leaves_nothing(school: School, spoiled: str):
    data = await export(school, await lesson(school))
    bad = {
        "cut": data[:-100],
        "no archive": b"not a zip" * 100,
        "empty": b"",
        "changed": data.replace(b"programs/maze.logo", b"programs/maze.lego"),
    }[spoiled]
    answer = await bring_in(school, bad)
    assert (answer.status, answer.code) == (
        400, "archive_incomplete" if spoiled == "changed" else "not_an_archive",
    )  # fmt: skip
    await nothing_was_left(school)


async def test_a_folder_that_is_there_is_not_written_into(school: School):
    data = await export(school, await lesson(school))
    answer = await bring_in(school, data, folder="lesson/inner")
    assert (answer.status, answer.code) == (409, "inside_room")
    school.file("other").mkdir()
    answer = await bring_in(school, data, folder="other")
    assert (answer.status, answer.code) == (409, "folder_exists")
    assert list(school.file("other").iterdir()) == []
    school.file("other").rmdir()
    await nothing_was_left(school)


async def test_a_failure_of_the_store_takes_the_files_away_again(school: School, monkeypatch):
    from timewarp_jupyter.errors import StorageFailed

    data = await export(school, await lesson(school))
    store = school.services.store

    async def fail(room: str, operations: Any) -> Any:
        raise StorageFailed("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", fail)
        answer = await bring_in(school, data, "olga", folder="a/b/c")
    assert (answer.status, answer.code) == (503, "storage_failed")
    await nothing_was_left(school)
    assert (await bring_in(school, data, "olga", folder="a/b/c")).status == 201


async def test_an_upload_above_the_limit_is_refused(school: School):
    await lesson(school)
    most = school.services.archives.limits.max_archive_bytes
    answer = await bring_in(school, b"\0" * (most + 1))
    assert (answer.status, answer.code) == (413, "archive_too_large")
    await nothing_was_left(school)


async def test_who_downloads_waits_for_their_own_download_and_nobody_else_does(school: School):
    room = await lesson(school)
    async with school.services.archives.downloads.place("viv"):
        second = asyncio.create_task(export(school, room, "viv"))
        assert zipfile.ZipFile(io.BytesIO(await export(school, room, "edda"))).testzip() is None
        assert not second.done()
    assert zipfile.ZipFile(io.BytesIO(await second)).testzip() is None


async def test_a_download_that_nobody_takes_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "_STALLED", 0.05)
    connection = Mock(spec=HTTP1Connection)
    flushing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    handler = SimpleNamespace(flush=lambda: flushing, request=SimpleNamespace(connection=connection))
    with pytest.raises(StreamClosedError):
        await archive.ExportHandler._send(cast("archive.ExportHandler", handler))
    connection.close.assert_called_once_with()


async def test_a_user_uploads_one_archive_at_a_time_and_a_slow_one_is_given_up(school: School, monkeypatch):
    data = await export(school, await lesson(school))
    async with school.services.archives.uploads.place("ivo"):
        second = asyncio.create_task(bring_in(school, data, "ivo", name="Second"))
        assert (await bring_in(school, data, "edda", name="Another's")).status == 201
        assert not second.done()
    assert (await second).status == 201
    monkeypatch.setattr(archive, "_UPLOAD", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", school.serverapp.port)
    head = f"POST {BASE}api/timewarp/rooms/import HTTP/1.1\r\nHost: localhost\r\nX-User: ivo\r\n"
    writer.write(f"{head}Content-Length: 9\r\n\r\nP".encode())
    assert await asyncio.wait_for(reader.read(), 10.0) == b""
    writer.close()
    async with school.services.archives.uploads.place("ivo"):
        pass
