"""Homes on file systems without shared memory, or whose locks do not work, and two servers in one folder.

The file system is a real one; a small library that is preloaded into the server answers for the store's files
as such file systems do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.person import Person
from support.preloaded import EXTENSIONS, MARKS, build
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.timeout(180), *MARKS]

PROGRAM = {"path": "a.bas", "content": "10 PRINT 1\n"}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What answers for the file system."""
    return build("broken_locks", tmp_path_factory.mktemp("library"))


@pytest.fixture
def home(tmp_path: Path, library: str) -> Iterator[Callable[..., LabServer]]:
    """Starts servers in one folder, on a file system as the arguments say."""
    servers: list[LabServer] = []

    def start(*, usable: bool = True, **system: str) -> LabServer:
        place = tmp_path / f"home{len(servers)}"
        (place / "data").mkdir(parents=True)
        preload = {"LD_PRELOAD": library} if system else {}
        server = LabServer(
            tmp_path / "workspace",
            place,
            command=("jupyter-server",),
            config=EXTENSIONS,
            usable=usable,
            **preload,
            **{f"TIMEWARP_TEST_{name.upper()}": value for name, value in system.items()},
        )
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()


def failure(server: LabServer) -> str:
    """Why there are no rooms, as everyone is told; the rest of Jupyter works."""
    ana = Person(server)
    assert ana.call("GET", "/api/contents").status == 200
    answer = ana.call("GET", "/api/timewarp/rooms")
    assert (answer.status, answer.json["error"]["code"]) == (503, "storage_failed")
    return str(answer.json["error"]["reason"])


def make_program(server: LabServer) -> Any:
    """A room with a program."""
    ana = Person(server, "Ana")
    room = ana.make_room("Club", visibility="open")
    ana.ok("POST", f"/api/timewarp/rooms/{room['id']}/documents", PROGRAM)
    return room


def there(server: LabServer, room: Any) -> str:
    """The text of the program, for somebody else."""
    bo = Person(server, "Bo")
    return bo.text(room, bo.document(room, "a.bas"))


def test_without_shared_memory_the_store_is_used_in_the_safe_mode(home: Callable[..., LabServer]) -> None:
    server = home(shm="none")
    room = make_program(server)
    assert "uses a rollback journal and keeps its file locked: WAL does not work here" in server.log
    assert not list((server.root / ".timewarp").glob("*-wal"))
    server.kill()
    server.restart()
    assert there(server, room) == PROGRAM["content"]


def test_without_locks_there_are_no_rooms_and_it_is_said_why(home: Callable[..., LabServer]) -> None:
    server = home(usable=False, locks="none")
    told = failure(server)
    assert "Files cannot be locked in this folder" in told
    assert "c.TimeWarp.store_url" in told
    assert "No locks available" in told
    assert not (server.root / ".timewarp" / "timewarp.sqlite").stat().st_size


def test_a_lock_that_nobody_gives_back_is_told_with_what_to_do(home: Callable[..., LabServer]) -> None:
    told = failure(home(usable=False, locks="busy"))
    assert "does not say who it is" in told
    assert "timewarp.sqlite.server" in told


def test_a_second_server_of_a_folder_is_refused_until_the_first_has_ended(
    home: Callable[..., LabServer],
) -> None:
    first = home()
    room = make_program(first)
    second = home(usable=False)
    assert f"process {first.pid} on" in failure(second)
    assert there(first, room) == PROGRAM["content"]
    first.kill()
    until(lambda: Person(second).call("GET", "/api/timewarp/rooms").status == 200, "rooms in the second", 40)
    assert there(second, room) == PROGRAM["content"]


def test_a_second_server_is_refused_where_locks_keep_nobody_out(home: Callable[..., LabServer]) -> None:
    first = home(locks="free")
    room = make_program(first)
    assert "keeps its file locked: locks keep nobody out here" in first.log
    second = home(usable=False, locks="free")
    assert f"process {first.pid} on" in failure(second)
    assert there(first, room) == PROGRAM["content"]
    first.stop()
    until(lambda: Person(second).call("GET", "/api/timewarp/rooms").status == 200, "rooms in the second", 40)
    assert there(second, room) == PROGRAM["content"]
