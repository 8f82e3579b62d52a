"""Whatever is sent to the socket of a program ends in its code, costs little, and disturbs nobody there."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from support.raw_socket import RawSocket, frame, sync_path

from timewarp_jupyter.documents.update import read_state_vector
from timewarp_jupyter.handlers.frames import BINARY, PING, PONG

from .bystanders import Bystander, undisturbed
from .target import Target
from .weapons import EVERYTHING, FLOODS, HELLO, OVER_TLS, TLS_ENDS, Known, Weapon

_STEP_2 = b"\x00\x01"
_SLOWED_DOWN = 1.0
"""Seconds for which somebody floods who is not sent away."""
_SOCKETS, _EACH_OF_MANY, _FORTY_TAKE = 40, 2**16, 1.5
"""Of one person: no more are let in; bytes that each sends: a full read; seconds of CPU that they may cost
together."""
_AT_ONCE, _PER_SECOND = 600, 60
"""What a user may do, in updates."""
_BEFORE_IT_IS_KNOWN = 20
"""Messages that are dealt with while the rate is in debt: those of one flush, and what was under way."""


def learn(olga: Bystander) -> Known:
    """What the attacker knows: everyone who joins is told. Olga has typed a character and types no more."""
    clocks = read_state_vector(olga.doc.get_state(), 10**6)
    server = next(client for client in clocks if 2**40 <= client < 2**41)
    return Known(server, clocks[server], olga.doc.client_id, 1)


async def still_answers(socket: RawSocket) -> None:
    """The connection has not been ended: a ping is answered."""
    socket.send(frame(PING, b"still there?"))
    await socket.until(PONG, b"still there?")


async def opened(target: Target, room: Any, weapon: Weapon) -> RawSocket:
    """A socket on which the weapon can be used, of somebody who has not attacked yet."""
    socket = await target.dial(sync_path(room), f"{weapon.user}{target.rooms}")
    if weapon.greets:
        socket.send(HELLO)
        await socket.until(BINARY, _STEP_2)
    return socket


async def outcome(socket: RawSocket, weapon: Weapon, code: int | None) -> None:
    """Wait for what has to come of an attack: it ends in a code, or goes on, or ends without a word (0)."""
    if code is None:
        if not weapon.name.endswith("ends early"):
            await still_answers(socket)
        return
    assert (await asyncio.wait_for(socket.end(), 10.0) or 0) == code, socket.reason


async def attack(target: Target, weapon: Weapon, code: int | None) -> None:
    """Use a weapon: it ends in the code."""
    room = target.room()
    async with undisturbed(target, room, lambda olga: weapon.make(learn(olga))) as scene:
        with target.bounded(weapon.seconds):
            socket = await opened(target, room, weapon)
            socket.send(scene.prepared)
            await outcome(socket, weapon, code)
            socket.hang_up()
    text = target.text(room)
    assert text.endswith("TO MAZE\nEND\n")
    assert "fool" not in text


async def flood(target: Target, weapon: Weapon, sockets: int) -> None:
    """Send without end for a while: it is sent away (4529), or slowed down to what its user's rate allows."""
    if target.tls is None:  # Tornado goes on for long with what those have sent who have hung up
        await target.at_rest()
    room = target.room()
    path, user = sync_path(room), f"{weapon.user}{target.rooms}"
    async with undisturbed(target, room, lambda olga: weapon.make(learn(olga))) as scene:
        before, began = await asyncio.to_thread(target.dealt_with) - scene.sent, time.monotonic()
        with target.bounded(weapon.seconds if sockets == 1 else _FORTY_TAKE, mebibytes=128.0):
            flooding = [await target.dial(path, user) for _ in range(sockets)]
            for socket in flooding:
                socket.send(HELLO + (scene.prepared if sockets == 1 else scene.prepared[:_EACH_OF_MANY]))
            ends = [asyncio.create_task(socket.end()) for socket in flooding]
            await asyncio.wait(ends, timeout=_SLOWED_DOWN if weapon.cost else 10.0)
            codes = [await end for end in ends if end.done()]
            dealt_with = await asyncio.to_thread(target.dealt_with) - scene.sent - before
            rate = _AT_ONCE + _PER_SECOND * (time.monotonic() - began)
            for socket in flooding:
                socket.hang_up()
            await asyncio.gather(*ends)
    assert set(codes) <= {4529}
    cost = (weapon.cost_of_many if sockets > 1 else None) or weapon.cost
    if cost and target.tls is None:
        assert dealt_with <= rate / cost + _BEFORE_IT_IS_KNOWN
    if not weapon.cost:
        assert codes == [4529] * sockets
    assert target.text(room).endswith("TO MAZE\nEND\n")


@pytest.mark.parametrize("name", [name for name in EVERYTHING if not name.startswith("flood")])
async def test_nobody_notices(target: Target, name: str) -> None:
    await attack(target, EVERYTHING[name], EVERYTHING[name].code)


@pytest.mark.parametrize("sockets", [1, _SOCKETS])
@pytest.mark.parametrize("weapon", FLOODS, ids=lambda weapon: weapon.name)
async def test_floods_are_limited(target: Target, weapon: Weapon, sockets: int) -> None:
    await flood(target, weapon, sockets)


@pytest.mark.parametrize("name", [name for name in OVER_TLS if not name.startswith("flood")])
async def test_nobody_notices_over_tls(tls_target: Target, name: str) -> None:
    """Frames are Tornado's there: it hangs up on most of what is none, and does not count the pieces."""
    await attack(tls_target, EVERYTHING[name], TLS_ENDS.get(name, EVERYTHING[name].code))


@pytest.mark.parametrize("weapon", FLOODS, ids=lambda weapon: weapon.name)
async def test_floods_are_limited_over_tls(tls_target: Target, weapon: Weapon) -> None:
    await flood(tls_target, weapon, 1)
