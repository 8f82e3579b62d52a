"""Whatever is sent to the socket of a program ends in its code, costs little, and disturbs nobody there."""

from __future__ import annotations

import asyncio

import pytest
from support.raw_socket import RawSocket, frame, sync_path

from timewarp_jupyter.documents.update import read_state_vector
from timewarp_jupyter.handlers.frames import BINARY, PING, PONG

from .bystanders import Bystander, undisturbed
from .target import Target
from .weapons import EVERYTHING, HELLO, OVER_TLS, Known, Weapon

_STEP_2 = b"\x00\x01"


_SLOWED_DOWN = 1.0
"""Seconds for which somebody floods who is not sent away."""


def learn(olga: Bystander) -> Known:
    """What the attacker knows: everyone who joins is told. Olga has typed a character and types no more."""
    clocks = read_state_vector(olga.doc.get_state(), 10**6)
    server = next(client for client in clocks if 2**40 <= client < 2**41)
    return Known(server, clocks[server], olga.doc.client_id, 1)


async def still_answers(socket: RawSocket) -> None:
    """The connection has not been ended: a ping is answered."""
    socket.send(frame(PING, b"still there?"))
    await socket.until(PONG, b"still there?")


async def outcome(socket: RawSocket, weapon: Weapon, floods: bool, any_code: bool) -> None:
    """Wait for what has to come of an attack."""
    if weapon.code is None:
        if not weapon.name.endswith("ends early"):
            await still_answers(socket)
        return
    ending = asyncio.create_task(socket.end())
    await asyncio.wait({ending}, timeout=_SLOWED_DOWN if floods else 10.0)
    if ending.done():
        assert await ending == weapon.code or any_code, socket.reason
    else:
        socket.hang_up()
        await ending
        assert floods, "it was not ended"


async def attack(target: Target, name: str, *, floods: bool, any_code: bool = False) -> None:
    """Use a weapon: it ends in its code, or in ``any_code``; what ``floods`` may be slowed down instead."""
    weapon: Weapon = EVERYTHING[name]
    room = target.room()
    async with undisturbed(target, room) as olga:
        known = learn(olga)
        with target.bounded(weapon.seconds):
            socket = await target.dial(sync_path(room), weapon.user)
            if weapon.greets:
                socket.send(HELLO)
                await socket.until(BINARY, _STEP_2)
            socket.send(weapon.make(known))
            await outcome(socket, weapon, floods, any_code)
            socket.hang_up()
    text = target.text(room)
    assert text.endswith("TO MAZE\nEND\n")
    assert "fool" not in text


@pytest.mark.parametrize("name", EVERYTHING)
async def test_nobody_notices(target: Target, name: str) -> None:
    await attack(target, name, floods=name.startswith("flood"))


@pytest.mark.parametrize("name", OVER_TLS)
async def test_nobody_notices_over_tls(tls_target: Target, name: str) -> None:
    """Frames are Tornado's there: it has codes of its own, and does not count the pieces of a message."""
    is_frame = name.startswith("frame")
    floods = name.startswith("flood") or name.endswith("without end")
    await attack(tls_target, name, floods=floods, any_code=is_frame)
