"""Nobody stays in another's window as a cursor without a person, whenever they left."""

from __future__ import annotations

import json
from pathlib import Path

from engine import engine

from timewarp_jupyter.testing.virtual import VirtualClient


def seen(client: VirtualClient) -> list[str]:
    """Whose cursors a client shows."""
    states = [json.loads(state) for _, state in client.cursors.values()]
    return [state["user"]["username"] for state in states if state is not None]


async def test_who_leaves_while_another_comes_is_gone_for_them(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: bool(ana.text))
        ana.move_cursor(b"{}")
        await room.settle([ana], lambda: seen(ana) == ["ana"])
        # Ben is greeted, and hears of news only once his question is answered: Ana leaves in between.
        ben = VirtualClient(room.document, "ben")
        ana.leave()
        await room.settle([ben], lambda: bool(ben.text))
        assert seen(ben) == []


async def test_who_leaves_while_another_reads_nothing_is_gone_for_them(tmp_path: Path) -> None:
    async with engine(tmp_path, outbox_bytes=1024) as room:
        ana, ben = (VirtualClient(room.document, name) for name in ("ana", "ben"))
        await room.settle([ana, ben], lambda: bool(ana.text and ben.text))
        ana.move_cursor(b"{}")
        await room.settle([ana, ben], lambda: seen(ben) == ["ana"])
        ben.socket.reading = False
        ana.source += "x" * 2000
        await room.settle([ana], lambda: "xx" in room.document.text)
        ana.leave()
        await room.flusher.drain()
        ben.socket.read_on()
        await room.settle([ben], lambda: "xx" in ben.text and seen(ben) == [])


async def test_an_end_that_came_while_only_cursors_waited_is_told_later(tmp_path: Path) -> None:
    async with engine(tmp_path, outbox_bytes=1024) as room:
        ana, ben, eva = (VirtualClient(room.document, name) for name in ("ana", "ben", "eva"))
        everyone = [ana, ben, eva]
        await room.settle(everyone, lambda: all(client.text for client in everyone))
        ana.move_cursor(b"{}")
        await room.settle(everyone, lambda: seen(ben) == ["ana"])
        ben.socket.reading = False
        for number in range(50):
            eva.move_cursor(json.dumps({"at": number}).encode())
            await room.settle([eva], lambda number=number: f'"at":{number},' in str(eva.cursors))
        assert ben.socket.backlog > 1024
        ana.leave()
        await room.flusher.drain()
        ben.socket.read_on()
        await room.settle([ben, eva], lambda: seen(ben) == ["eva"])
        assert b'"at":49' in ben.cursors[eva.doc.client_id][1]
