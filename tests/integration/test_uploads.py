"""Uploads into a room's folder in pieces, as JupyterLab sends what is larger than 1 MiB."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import School

MIB = 1024 * 1024
PIECES = ["A" * MIB, "B" * MIB, "C" * 100]
PATH = "maze-club/long.txt"


def piece(text: str, number: int) -> dict[str, Any]:
    return {"type": "file", "format": "text", "content": text, "chunk": number}


async def listed(school: School, room: Any) -> list[str]:
    """What the room's listing has as programs."""
    items = (await school.ok("viv", "GET", f"api/timewarp/rooms/{room['id']}/documents"))["items"]
    return [item["path"] for item in items if "history_id" in item]


async def test_a_long_text_arrives_whole_though_others_look_on(school: School):
    room = await school.full_room()
    for text, number in zip(PIECES, (1, 2, -1), strict=True):
        answer = await school.call("edda", "PUT", f"api/contents/{PATH}", piece(text, number))
        assert answer.status in (200, 201), answer.text
        assert await listed(school, room) == ["maze.logo"]  # a listing adopts whatever is a program
        lookup = await school.call("viv", "GET", "api/timewarp/lookup", path=PATH)
        assert lookup.status in (404, 503), lookup.text
    assert school.file(PATH).read_text() == "".join(PIECES)
    assert [row.path for row in await school.services.store.documents(room["id"])] == ["maze.logo"]


async def test_pieces_of_a_short_text_become_a_program_at_the_end(school: School):
    room = await school.full_room()
    for number, text in ((1, "10 PRINT\n"), (2, "20 GOTO 10\n")):
        await school.ok("edda", "PUT", "api/contents/maze-club/short.bas", piece(text, number))
        assert await listed(school, room) == ["maze.logo"]
    await school.ok("edda", "PUT", "api/contents/maze-club/short.bas", piece("30 END\n", -1))
    assert await listed(school, room) == ["maze.logo", "short.bas"]
    rows = {row.path: row for row in await school.services.store.documents(room["id"])}
    assert rows["short.bas"].updated_by == "edda"
    assert await school.text(room, {"id": rows["short.bas"].id}) == "10 PRINT\n20 GOTO 10\n30 END\n"


@pytest.mark.parametrize("adopted", [True, False])
async def test_no_piece_replaces_a_program(school: School, adopted: bool):
    await school.full_room()
    name = "maze.logo" if adopted else "new.bas"
    if not adopted:
        school.file(f"maze-club/{name}").write_text("10 END\n")
    before = school.file(f"maze-club/{name}").read_text()
    answer = await school.call("edda", "PUT", f"api/contents/maze-club/{name}", piece("A" * MIB, 1))
    assert (answer.status, answer.code) == (400, "not_text")
    assert school.file(f"maze-club/{name}").read_text() == before


async def test_no_piece_of_those_who_may_not_write(school: School):
    await school.full_room()
    for user in ("sam", "viv"):
        assert (await school.call(user, "PUT", f"api/contents/{PATH}", piece("A", 1))).status == 403
        assert not school.file(PATH).exists()
    await school.ok("edda", "PUT", f"api/contents/{PATH}", piece("A", 1))
    for user, number in (("sam", 2), ("viv", 2), ("viv", -1)):
        assert (await school.call(user, "PUT", f"api/contents/{PATH}", piece("B", number))).status == 403
    assert school.file(PATH).read_text() == "A"
