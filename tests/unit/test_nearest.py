"""Whether what is on disk comes from what was in the file, or from what we were about to write into it."""

from __future__ import annotations

import pytest

from timewarp_jupyter.documents.nearest import nearest

MAZE = "TO MAZE\nFD 50\nRT 90\nEND\n"


@pytest.mark.parametrize(
    ("before", "intended", "on_disk"),
    [
        pytest.param(MAZE, MAZE + "PENUP\n", MAZE + "PENUP\nHOME\n", id="a line more behind ours"),
        pytest.param(MAZE, MAZE + "PENUP\n", MAZE[8:] + "PENUP\n", id="another line deleted"),
        pytest.param("T\n", "Tabc\n", "Tabxyzc\n", id="a few characters, divided"),
        pytest.param("FD 5\n", "abFD 5\n", "aD 5\n", id="one of two characters deleted"),
        pytest.param("FD 5\n", "HOME\nFD 5\n", "HO99ME\nFD 5\n", id="a line, divided"),
        pytest.param("a\nb\n", "HOME\na\nPENUP\nb\n", "HOME\nPENUP\nb\n", id="what was between two of ours"),
        pytest.param("", "FD 5 PENUP HOME\n", "FD 5\nHOME\n", id="the middle of ours replaced"),
        pytest.param(MAZE, "", "HOME\n", id="all deleted by us, and a line written since"),
        pytest.param(
            "FD 50\n",
            "FD 50\nREPEAT 4 [RT 90]\n",
            "REPEAT 4 [RT 90]\nTO A\nEND\n",
            id="most is somebody else's",
        ),
    ],
)
def test_what_was_written_is_found_again(before: str, intended: str, on_disk: str) -> None:
    assert nearest([before, intended], on_disk) == 1


@pytest.mark.parametrize(
    ("before", "intended", "on_disk"),
    [
        pytest.param(MAZE, MAZE + "PENUP\n", MAZE + "HOME\n", id="another line at the same place"),
        pytest.param("T\n", "T1", "T2", id="a character, where another is"),
        pytest.param("FD 50\nRT 90\n", "FD 5abcdefghijRT 90\n", "FD 50RT 90\n", id="nearer, but not ours"),
        pytest.param(MAZE, MAZE + "FD 50\n", MAZE.replace("RT", "LT"), id="a line that is there before"),
    ],
)
def test_what_was_never_written_is_not_taken_for_deleted(before: str, intended: str, on_disk: str) -> None:
    assert nearest([before, intended], on_disk) == 0


def test_of_several_that_were_intended_the_nearest_is_it() -> None:
    texts = [MAZE, MAZE + "PENUP\n", MAZE + "PENUP\nFD 10\n", MAZE + "PENUP\nFD 10\nHOME\n"]
    assert [nearest(texts, each + "END\n") for each in texts] == [0, 1, 2, 3]
