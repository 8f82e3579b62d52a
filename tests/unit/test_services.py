"""What requests find while the store is not open, and what holds a server from stopping."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from timewarp_jupyter.app import TimeWarp
from timewarp_jupyter.config import Limits
from timewarp_jupyter.errors import StorageFailed
from timewarp_jupyter.opening import NotBuilt, Opening, make_bus, make_store
from timewarp_jupyter.services import Parts, Services


def closed(failure: str) -> Services:
    """Services whose store is not open."""
    return Services(version="1", enabled=True, limits=Limits(), failure=failure)


@pytest.mark.parametrize("part", ["registry", "people", "invitations", "store", "bus"])
def test_a_part_that_is_not_there_says_why(part: str) -> None:
    with pytest.raises(StorageFailed, match="doctor") as caught:
        getattr(closed("The disk is full."), part)
    assert caught.value.reason == "The disk is full."
    assert caught.value.status == 503
    assert caught.value.close.number == 4503


def test_somebody_in_a_room_keeps_the_server() -> None:
    app: Any = TimeWarp()
    assert app.current_activity() is False
    app.services = closed("")
    app._opening = Opening(app)
    assert app.current_activity() is False
    for count, active in ((0, False), (1, True)):
        registry = SimpleNamespace(connections=lambda count=count: count)
        app.services.parts = cast(Parts, SimpleNamespace(registry=registry))
        assert app.current_activity() is active


def test_what_is_not_built_is_refused_without_the_password() -> None:
    with pytest.raises(NotBuilt, match="bus_url"):
        make_bus("redis://127.0.0.1")
    with pytest.raises(NotBuilt, match="store_url") as caught:
        make_store("postgresql://user:hush@127.0.0.1/db", "/nowhere", "full", TimeWarp().log)
    assert "hush" not in str(caught.value)
