"""The history of a document over HTTP: what was written, what it was, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import School

from timewarp_jupyter.documents.edits import Edit


class Program:
    """The program of a room, and its addresses."""

    def __init__(self, school: School, room: Any) -> None:
        self.school = school
        self.room = room
        self.id = room["document"]["id"]
        self.path = f"api/timewarp/rooms/{room['id']}/documents/{self.id}"

    async def write(self, author: str, start: int, end: int, text: str) -> int:
        """An edit at UTF-8 offsets; gives its seq."""
        room = self.school.services.registry.get(self.room["id"])
        async with room.use() as library:
            live = await library.open(self.id)
            return int(await live.edit(author, [Edit(start, end, text)]))

    async def get(self, what: str, user: str = "viv", **query: Any) -> Any:
        """What somebody who may only read is told."""
        return await self.school.ok(user, "GET", f"{self.path}/{what}", **query)

    async def refused(self, what: str, user: str = "viv", **query: Any) -> tuple[int, str]:
        """Status and code of a refusal."""
        answer = await self.school.call(user, "GET", f"{self.path}/{what}", **query)
        return answer.status, answer.code

    async def restore(self, user: str, seq: Any) -> Any:
        """The answer to a restore."""
        return await self.school.call(user, "POST", f"{self.path}/restore", {"seq": seq})

    async def text(self) -> str:
        """The text now."""
        return await self.school.text(self.room, {"id": self.id})


@pytest.fixture
def program(school: School, jp_asyncio_loop: Any) -> Program:
    """``TO MAZE\\nEND\\n`` by olga, in a room with edda and viv."""
    return Program(school, jp_asyncio_loop.run_until_complete(school.full_room()))


async def test_revisions_tell_who_wrote_what(program: Program):
    first = (await program.get("revisions"))["items"][-1]["seq"]
    one = await program.write("edda", 8, 8, " FD 50\n")
    two = await program.write("edda", 15, 15, " RT 90\n")
    three = await program.write("olga", 8, 15, "")
    page = await program.get("revisions")
    told = [(each["author"], each["first_seq"], each["seq"], each["added"], each["removed"])
            for each in page["items"]]  # fmt: skip
    assert told == [("olga", three, three, 0, 7), ("edda", one, two, 14, 0), ("olga", first, first, 12, 0)]
    assert page["next"] is None
    assert all(each["started_at"] <= each["ended_at"] for each in page["items"])
    newest = await program.get("revisions", limit=1)
    assert (newest["items"], newest["next"]) == (page["items"][:1], three)
    older = await program.get("revisions", before=newest["next"])
    assert older["items"] == page["items"][1:]
    assert (await program.get("revisions", after=first))["items"] == page["items"][1::-1]


async def test_the_text_at_any_seq_and_the_difference_of_two(program: Program):
    first = (await program.get("revisions"))["items"][-1]["seq"]
    one = await program.write("edda", 8, 8, " FD 50 😀\n")
    two = await program.write("olga", 0, 7, "TO HOUSE")
    texts = [(await program.get(f"revisions/{seq}"))["content"] for seq in (first, one, two)]
    assert texts == ["TO MAZE\nEND\n", "TO MAZE\n FD 50 😀\nEND\n", "TO HOUSE\n FD 50 😀\nEND\n"]
    version = await program.get(f"revisions/{one}")
    assert (version["seq"], version["author"]) == (one, "edda")
    diff = await program.get("diff", **{"from": first, "to": two})
    expected = "@@ -1,2 +1,3 @@\n-TO MAZE\n+TO HOUSE\n+ FD 50 😀\n END\n"
    assert diff["diff"] == f"--- maze.logo\tseq {first}\n+++ maze.logo\tseq {two}\n{expected}"
    assert (await program.get("diff", **{"from": one, "to": one}))["diff"] == ""


async def test_playback_leads_from_one_text_to_the_other(program: Program):
    first = (await program.get("revisions"))["items"][-1]["seq"]
    one = await program.write("edda", 0, 0, "; 😀é\n")
    two = await program.write("edda", 6, 8, "é" * 3)
    page = await program.get("revisions", detail="steps", after=first)
    assert [(step["seq"], step["author"], step["changes"]) for step in page["items"]] == [
        (one, "edda", [{"offset": 0, "removed": 0, "inserted": "; 😀é\n"}]),
        (two, "edda", [{"offset": 4, "removed": 1, "inserted": "é" * 3}]),
    ]
    whole = await program.get("revisions", detail="steps")
    assert whole["items"][0]["changes"] == [{"offset": 0, "removed": 0, "inserted": "TO MAZE\nEND\n"}]
    assert [step["seq"] for step in whole["items"]] == [first, one, two]


async def test_authors_of_the_present_text(program: Program):
    await program.write("edda", 8, 8, " FD 😀\n")
    await program.write("olga", 0, 3, "")
    seen = await program.get("authors")
    assert seen["spans"] == [
        {"author": "olga", "offset": 0, "length": 5},
        {"author": "edda", "offset": 5, "length": 7},
        {"author": "olga", "offset": 12, "length": 4},
    ]
    totals = {each.pop("author"): each for each in seen["totals"]}
    assert totals["edda"]["remaining"] == totals["edda"]["typed"] == 7
    assert (totals["olga"]["remaining"], totals["olga"]["typed"], totals["olga"]["deleted"]) == (9, 12, 3)


async def test_a_restore_is_an_edit_and_its_undo_another(program: Program):
    first = (await program.get("revisions"))["items"][-1]["seq"]
    one = await program.write("olga", 8, 11, "FD 50\nEND")
    answer = await program.restore("edda", first)
    assert answer.status == 200 and answer.json["undo_seq"] >= one < answer.json["seq"]
    assert await program.text() == "TO MAZE\nEND\n"
    newest = (await program.get("revisions"))["items"][0]
    assert (newest["author"], newest["seq"], newest["removed"]) == ("edda", answer.json["seq"], 6)
    undone = await program.restore("edda", answer.json["undo_seq"])
    assert await program.text() == "TO MAZE\nFD 50\nEND\n"
    assert (await program.get(f"revisions/{answer.json['seq']}"))["content"] == "TO MAZE\nEND\n"
    again = await program.restore("edda", answer.json["undo_seq"])
    assert again.json == {"seq": undone.json["seq"], "undo_seq": undone.json["seq"]}


async def test_going_back_is_told_with_the_edit_that_does_it(program: Program, school: School):
    first = (await program.get("revisions"))["items"][-1]["seq"]
    await program.write("olga", 8, 11, "FD 50\nEND")
    done = (await program.restore("edda", first)).json
    room = program.path.split("/documents/")[0]
    told = (await school.ok("olga", "GET", f"{room}/activity", verb="document.reverted"))["items"]
    assert [(line["actor"], line["detail"]["to_seq"]) for line in told] == [("edda", first)]
    assert told[0]["seq"] > done["seq"]
    nothing = (await program.restore("edda", first)).json
    assert nothing["seq"] == nothing["undo_seq"]
    assert len((await school.ok("olga", "GET", f"{room}/activity", verb="document.reverted"))["items"]) == 1


async def test_a_locked_room_and_a_viewer_cannot_go_back(program: Program, school: School):
    first = (await program.get("revisions"))["items"][-1]["seq"]
    await program.write("olga", 0, 7, "TO HOUSE")
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{program.room['id']}", {"locked": True})
    assert (await program.restore("edda", first)).code == "locked"
    assert (await program.restore("viv", first)).code == "forbidden"
    assert await program.text() == "TO HOUSE\nEND\n"
    assert (await program.restore("olga", first)).status == 200
    assert await program.text() == "TO MAZE\nEND\n"


async def test_what_never_was_is_not_found(program: Program):
    for what in ("revisions/999999", "revisions/0"):
        assert await program.refused(what) == (404, "no_such_revision")
    assert await program.refused("diff", **{"from": 1, "to": 999999}) == (404, "no_such_revision")
    assert (await program.restore("edda", 999999)).code == "no_such_revision"


@pytest.mark.parametrize(
    ("what", "query", "code"),
    [
        ("revisions", {"detail": "all"}, "bad_field"),
        ("revisions", {"before": "-1"}, "bad_field"),
        ("revisions", {"limit": "0"}, "bad_field"),
        ("revisions/one", {}, "bad_field"),
        ("diff", {"from": "1"}, "missing_field"),
        ("diff", {"from": "1", "to": "9" * 40}, "bad_field"),
    ],
)
async def test_bad_questions(program: Program, what: str, query: dict[str, str], code: str):
    assert await program.refused(what, **query) == (400, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "missing_field"), ({"seq": "1"}, "bad_field"), ({"seq": True}, "bad_field"),
     ({"seq": 1, "force": True}, "unknown_field")],
)  # fmt: skip
async def test_bad_restores(program: Program, school: School, body: Any, code: str):
    answer = await school.call("edda", "POST", f"{program.path}/restore", body)
    assert (answer.status, answer.code) == (400, code)


async def test_a_deleted_program_keeps_its_past(program: Program, school: School):
    one = await program.write("edda", 0, 0, "; gone\n")
    await school.ok("edda", "DELETE", program.path)
    assert (await program.get(f"revisions/{one}"))["content"] == "; gone\nTO MAZE\nEND\n"
    assert (await program.get("authors"))["spans"][0]["author"] == "edda"
    assert (await program.restore("edda", one)).code == "no_such_document"
