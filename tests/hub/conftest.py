"""One hub for the whole folder, a teacher, and a room of the teacher's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.hub import Hub, missing
from support.pupil import Pupil
from visiting import new_room

HERE = __file__.rsplit("conftest.py", 1)[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a hub is skipped where there is none, with the line that installs it."""
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.timeout(180))
            if missing():
                item.add_marker(pytest.mark.skip(reason=f"there is no JupyterHub here: {missing()}"))


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """One hub for all tests: it takes seconds to start."""
    hub = Hub(tmp_path_factory.mktemp("hub"))
    try:
        yield hub.start()
    finally:
        hub.stop()


@pytest.fixture(scope="session")
def teacher(hub: Hub) -> Pupil:
    """Who is in the group of teachers."""
    teacher = Pupil(hub, "teacher1")
    teacher.enter()
    return teacher


@pytest.fixture(scope="session")
def room(teacher: Pupil) -> Any:
    """A room with a program, of the teacher's."""
    return new_room(teacher, "Labyrinth")
