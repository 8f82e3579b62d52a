"""What happens to the same people here and in a stock room of jupyter-collaboration, in one run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import START, Place, Room, Stock, until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(params=[Room, Stock], ids=["timewarp", "jupyter-collaboration"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    made: Place = request.param(tmp_path)
    yield made
    made.close()


async def test_who_should_only_read_writes(place: Place) -> None:
    """Here it is refused, with the reason; there it is in everyone's program and in the file."""
    teacher, pupil = await place.opens(place.teacher), await place.opens(place.pupil)
    pupil.edit(0, 0, "MINE\n")
    pupil.pump()
    if isinstance(place, Room):
        await until(lambda: pupil.denied, "a refusal")
        assert pupil.denied[0].startswith("read_only: ")
    else:
        await until(lambda: "MINE" in teacher.text, "the pupil's line")
        assert pupil.denied == []
    teacher.edit(len(teacher.text), 0, "PENUP\n")
    teacher.pump()
    await until(lambda: "PENUP" in place.file.read_text(), "the file")
    mine = "" if isinstance(place, Room) else "MINE\n"
    assert teacher.text == place.file.read_text() == f"{mine}{START}PENUP\n"


@pytest.mark.parametrize("changed", [False, True], ids=["", "file changed"])
async def test_the_server_is_killed_while_somebody_sleeps(place: Place, changed: bool) -> None:
    """Both keep everything once, where it has been stored."""
    awake, asleep = await place.opens(place.teacher), await place.opens(place.teacher)
    asleep.sleep()
    asleep.edit(len(asleep.text), 0, "ASLEEP\n")
    awake.edit(0, 0, "AWAKE\n")
    awake.pump()
    await until(lambda: "AWAKE" in place.file.read_text(), "the file")
    await asyncio.to_thread(place.server.kill)
    if changed:
        place.file.write_text("GIT\n" + place.file.read_text())
    await asyncio.to_thread(place.server.restart)
    for client in (awake, asleep):
        client.leave()
    both = [await place.comes_back(place.teacher, client.doc) for client in (awake, asleep)]
    wanted = f"{'GIT' if changed else ''}\nAWAKE\n{START}ASLEEP\n".lstrip()
    await until(lambda: both[0].text == both[1].text == wanted, "the same everywhere")
    await until(lambda: place.file.read_text() == wanted, "the file")
