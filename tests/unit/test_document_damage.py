"""A panic of the CRDT while the server edits: the document is rebuilt, what was valid stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from engine import Engine, engine
from pycrdt import Doc, Text

from timewarp_jupyter.documents import replay as replay_module
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.errors import StorageFailed, Unavailable
from timewarp_jupyter.testing.virtual import VirtualClient


class Panic(BaseException):
    """As pycrdt's: no Exception."""


class Panicking:
    """Stands for the CRDT of a live document: doing what is named panics, and spoils the text before."""

    def __init__(self, doc: Doc[Any], method: str) -> None:
        self._doc = doc
        self._method = method

    def __getattr__(self, name: str) -> Any:
        return self._panic if name == self._method else getattr(self._doc, name)

    def _panic(self, *_: object) -> None:
        del self._doc.get("source", type=Text)[:]
        raise Panic(self._method)


Act = Callable[[Engine], Any]

ACTS: dict[str, tuple[str, Act]] = {
    "edit": ("apply_update", lambda room: room.document.edit("ana", [Edit(0, 0, "LOST ")])),
    "fork": ("get_update", lambda room: room.document.edit("ana", [Edit(0, 0, "LOST ")])),
    "state": ("transaction", lambda room: room.document.set_state(hash="abc")),
}


@pytest.mark.parametrize("what", ACTS)
async def test_the_document_is_rebuilt_and_the_caller_is_told(tmp_path: Path, what: str) -> None:
    method, act = ACTS[what]
    async with engine(tmp_path) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.text == "FD 50\n")
        ana.source.insert(0, "SAFE ")
        ana.pump()
        replica = room.document._replica
        replica.doc = Panicking(replica.doc, method)  # type: ignore[assignment]
        with pytest.raises(Unavailable) as refused:
            await act(room)
        assert refused.value.error_code == "damaged"
        assert (await room.document.committed()).text == "SAFE FD 50\n"
        assert await room.document.edit("ana", [Edit(0, 0, "MORE ")])
        await room.settle([ana], lambda: ana.text == "MORE SAFE FD 50\n")
        assert ana.socket.ended is None
        assert str(replay(await room.store.journal("d")).get("source", type=Text)) == "MORE SAFE FD 50\n"


async def test_nothing_of_a_damaged_document_is_shown_before_it_is_rebuilt(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.text == "FD 50\n")
        replica = room.document._replica
        replica.doc = Panicking(replica.doc, "apply_update")  # type: ignore[assignment]
        asked = asyncio.ensure_future(room.document.committed())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await room.document.edit("ana", [Edit(0, 0, "LOST ")])
        ben = VirtualClient(room.document, "ben")
        await room.settle([ana, ben], lambda: ben.text == "FD 50\n")
        assert (await asyncio.wait_for(asked, 5.0)).text == "FD 50\n"


async def test_a_state_that_cannot_be_reasserted_ends_only_who_wrote_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben = (VirtualClient(room.document, name) for name in ("ana", "ben"))
        await room.settle([ana, ben], lambda: ana.text == ben.text == "FD 50\n")
        replica = room.document._replica
        replica.doc = Panicking(replica.doc, "transaction")  # type: ignore[assignment]
        ben.state["history_id"] = "mine"
        await room.settle([ana, ben], lambda: ben.socket.ended is not None)
        ana.source.insert(0, "ON ")
        await room.settle([ana], lambda: room.document.text == "ON FD 50\n")
        await room.settle([ana], lambda: ana.state.get("history_id") == room.document.row.history_id)
        assert ana.socket.ended is None


async def test_a_journal_on_which_the_crdt_panics_cannot_be_read_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(_: object) -> None:
        raise Panic("journal")

    async with engine(tmp_path) as room:
        with monkeypatch.context() as patched:
            patched.setattr(replay_module, "load", panic)
            with pytest.raises(StorageFailed):
                await room.load()
            await room.document._rebuild_after_damage()
            assert room.document.unavailable is not None
        ana = VirtualClient(room.document, "ana")
        ana.source.insert(0, "ON ")
        await room.settle([ana], lambda: room.document.text == "ON FD 50\n")
