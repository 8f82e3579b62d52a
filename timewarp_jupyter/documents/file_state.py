"""What those who have a program open are told of its file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileState:
    """``saved_at`` is when the file was last known to hold the program, in milliseconds since the epoch; 0
    where it never was. ``problem`` is the error code for which it cannot be written now, or empty.
    """

    saved_at: int = 0
    problem: str = ""
