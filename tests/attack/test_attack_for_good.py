"""What would last: ids used up for everyone, and what is kept for one who never reads."""

from __future__ import annotations

import asyncio
import socket as socket_module
from typing import Any

from support.raw_socket import RawSocket, frame, sync_path

from timewarp_jupyter.documents.protocol import ACKNOWLEDGE, UPDATE, sync_message
from timewarp_jupyter.documents.update import STRING, read_state_vector
from timewarp_jupyter.handlers.frames import BINARY, PING

from .bystanders import Bystander, undisturbed
from .forge import Forged, Part, Run, text, typed
from .target import Target
from .test_attack_sockets import learn
from .weapons import HELLO, MINE, Known, update

_FIRST = 10**9


def newcomers(known: Known, first: int, count: int) -> bytes:
    """So many who each write a character behind the server's text: all have a neighbour, and cost little."""
    place = (known.server, known.clock - 1)
    return Forged([Run(first + at, 0, [Part(STRING, text("x"), place)]) for at in range(count)]).encode()


async def anybody_writes(target: Target, room: Any) -> None:
    """Somebody who comes now, with a client id that nobody has seen, can write."""
    newcomer = Bystander(await target.dial(sync_path(room, "?ack=1"), f"new{target.rooms}"))
    await newcomer.join()
    newcomer.type("; by somebody new\n")
    while not (await newcomer.socket.message(bytes((ACKNOWLEDGE,))))[2]:
        pass  # nothing of theirs is on disk yet
    newcomer.socket.hang_up()
    assert "; by somebody new\n" in target.text(room)


async def test_nobody_uses_up_the_ids_of_all(target: Target) -> None:
    """Five messages with 10,000 ids each were enough: nobody's new tab could write in the program again."""
    room = target.room()
    async with undisturbed(target, room, lambda olga: newcomers(learn(olga), _FIRST, 10_000)) as scene:
        with target.bounded(1.5):
            for _ in range(5):
                socket = await target.dial(sync_path(room), f"mallory{target.rooms}")
                socket.send(HELLO + update(scene.prepared))
                assert await socket.end() in (4413, 4529)
    await anybody_writes(target, room)
    assert "x" not in target.text(room)


async def test_ids_in_small_messages_are_the_rates_to_take(target: Target) -> None:
    """Twenty in a message: they cost, and stay a share of what there is."""
    room = target.room()
    many = 100

    def prepare(olga: Bystander) -> bytes:
        known = learn(olga)
        return b"".join(update(newcomers(known, _FIRST + 20 * at, 20)) for at in range(many))

    async with undisturbed(target, room, prepare) as scene:
        socket = await target.dial(sync_path(room), f"mallory{target.rooms}")
        socket.send(HELLO + scene.prepared)
        ending = asyncio.create_task(socket.end())
        await asyncio.wait([ending], timeout=1.0)
        socket.hang_up()
        await ending
        await anybody_writes(target, room)
        clocks = read_state_vector(scene.olga.doc.get_state(), 10**6)
    assert sum(client >= _FIRST and client < 2**32 for client in clocks) < 20 * many / 2


def deaf(socket: RawSocket) -> None:
    """It reads nothing from now on, and its system keeps little for it."""
    socket.reader._transport.pause_reading()  # type: ignore[attr-defined]
    side = socket.writer.get_extra_info("socket")
    side.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 4096)


async def test_who_sends_and_never_reads_is_no_burden(target: Target) -> None:
    """Edits that are acknowledged, questions for everything, pings: nothing of the answers piles up."""
    room = target.room("FD 50\n" * 20_000)
    keys = [typed(MINE, 0, "x"), *(typed(MINE, at, "x", (MINE, at - 1)) for at in range(1, 200))]
    said = b"".join(frame(BINARY, sync_message(UPDATE, key)) for key in keys)
    said += HELLO * 20 + frame(PING, b"x" * 125) * 150
    async with undisturbed(target, room) as scene:
        with target.bounded(2.0, mebibytes=48.0):
            sockets = [
                await target.dial(sync_path(room, "?ack=1"), f"deaf{target.rooms}-{number}")
                for number in range(10)
            ]
            for number, socket in enumerate(sockets):
                deaf(socket)
                mine = said if not number else HELLO * 25 + frame(PING, b"x" * 125) * 150
                socket.send(HELLO + mine)
            await asyncio.wait_for(scene.shows("x" * 200), 20.0)
    for socket in sockets:
        socket.hang_up()
    await target.at_rest()
