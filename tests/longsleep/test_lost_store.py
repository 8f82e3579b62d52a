"""Somebody sleeps while the folder ``.timewarp`` is deleted: the history is gone, and everyone is told."""

from __future__ import annotations

import shutil

import pytest
from sleepers import Sleeper, until
from sleepy_class import START, Class

pytestmark = [pytest.mark.node, pytest.mark.timeout(180)]

NO_SUCH_ROOM, OTHER_HISTORY = 4404, 4409
TEXT = f"{START}; ana 1\n"


async def sleeps(school: Class) -> None:
    """Ana writes, and it is saved; then Bo falls asleep, and writes more."""
    await school.opens()
    school.ana.write("; ana 1\n")
    await until(lambda: "ana 1" in school.bo.text, "Ana's line with Bo")
    await until(lambda: school.file.read_text() == TEXT, "Ana's line in the file")
    await school.bo.fall_asleep("; bo asleep\n")


async def loses_the_store(school: Class) -> None:
    """The server ends, and its store is deleted before it comes back."""
    school.server.stop()
    shutil.rmtree(school.server.root / ".timewarp")
    school.server.restart()


async def is_told(sleeper: Sleeper, code: int) -> None:
    """The client hears the code, which is final; nothing else may happen to it."""
    await until(lambda: sleeper.ended == code, lambda: f"{code}, and not {sleeper.ended}")


async def begins_anew(school: Class) -> None:
    """The teacher makes the room again, on the same folder."""
    school.room = await school.call(
        "POST",
        "/api/timewarp/rooms",
        {"name": "Class", "folder": "class", "visibility": "open", "default_role": "editor"},
    )
    school.document = (await school.call("GET", school.documents))["items"][0]


async def test_who_wakes_is_told_that_the_room_is_gone_and_keeps_what_they_have(school: Class) -> None:
    await sleeps(school)
    await loses_the_store(school)
    await school.bo.wake()
    await is_told(school.bo, NO_SUCH_ROOM)
    assert school.bo.text == f"{TEXT}; bo asleep\n"
    assert school.file.read_text() == TEXT


@pytest.mark.parametrize("knows", ["by what the replica has", "by the name of the history"])
async def test_an_old_replica_is_told_of_the_new_history_and_only_its_difference_comes(
    school: Class, knows: str
) -> None:
    await sleeps(school)
    old = school.document["history_id"]
    await loses_the_store(school)
    await begins_anew(school)
    assert school.document["history_id"] != old
    await school.ana.go_to(school.room, school.document)
    await is_told(school.ana, OTHER_HISTORY)
    await school.ana.start_anew()
    assert school.ana.text == TEXT
    await school.bo.go_to(
        school.room, school.document, old if knows == "by the name of the history" else None
    )
    await is_told(school.bo, OTHER_HISTORY)
    assert school.bo.text == f"{TEXT}; bo asleep\n", "what is not sent is still with Bo"
    assert school.ana.text == TEXT, "nothing of an old replica reaches the others"
    await school.bo.start_anew()
    school.bo.write("; bo asleep\n")
    await school.everybody_has(f"{TEXT}; bo asleep\n")


async def test_a_store_deleted_under_a_running_server_stops_writing_and_says_so(
    school: Class,
) -> None:
    await sleeps(school)
    shutil.rmtree(school.server.root / ".timewarp")
    school.ana.write("; ana 2\n")
    await until(
        lambda: any("storage_failed" in reason for reason in school.ana.denied), "a word on the store"
    )
    assert school.ana.text == f"{TEXT}; ana 2\n"
    await school.restart("stop")
    for sleeper in (school.ana, school.bo):
        await sleeper.wake()
        await is_told(sleeper, NO_SUCH_ROOM)
    assert school.file.read_text() == TEXT
    await begins_anew(school)
    for sleeper, line in ((school.ana, "; ana 2\n"), (school.bo, "; bo asleep\n")):
        await sleeper.go_to(school.room, school.document)
        await is_told(sleeper, OTHER_HISTORY)
        await sleeper.start_anew()
        sleeper.write(line)
        await until(lambda line=line: line in school.file.read_text(), "the line in the file")
    await school.everybody_has(f"{TEXT}; ana 2\n; bo asleep\n")
